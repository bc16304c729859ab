#pragma once

#include <optional>
#include <vector>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "domain/corrections/overlay_draft.hpp"
#include "domain/corrections/said_amounts.hpp"
#include "domain/corrections/suspects.hpp"
#include "ledger/energy_view.hpp"
#include "ledger/ledger_reader.hpp"
#include "ledger/ledger_slots.hpp"
#include "store/audit_log.hpp"
#include "store/home_store.hpp"

namespace ohmstead {

// What a correction would change: the sums of the local days that it touches, without and with it.
struct CorrectionEffect {
    Home home;
    Channel channel;  // the one that is corrected
    EnergyView before;
    EnergyView after;
};

// What of it was laid over slots, and what no slot can have.
struct LaidOver {
    std::size_t amounts = 0;
    std::size_t implausible = 0;
};

struct Suspects {
    std::vector<Channel> channels;
    std::vector<Suspect> items;
};

// Corrections of a home's slots: finds what stands out, tries, makes and undoes overlays. What
// cannot be noted in the audit trail is not done. Errors: those of the stores, and `invalid` with
// every fault of a draft.
class Corrections {
public:
    // All of these outlive it.
    Corrections(HomeStore& homes, LedgerSlots& slots, OverlayStore& overlays, AuditLog& audit,
                Worker& cpu, const Clock& clock);

    Task<Result<std::vector<Overlay>>> list(AccessScope scope, HomeId home);
    Task<Result<Overlay>> create(AccessScope scope, HomeId home, OverlayDraft draft,
                                 std::string author);
    Task<Result<Overlay>> undo(AccessScope scope, HomeId home, OverlayId overlay,
                               std::string author);

    // Lays what another source says, ascending and without overlap, over the slots of a channel
    // wherever they amount to something else. Said again, it changes nothing.
    Task<Result<LaidOver>> lay_over(AccessScope scope, HomeId home, ChannelId channel,
                                    std::vector<SaidAmount> said, std::string reason,
                                    std::string author);

    Task<Result<CorrectionEffect>> preview(AccessScope scope, HomeId home, OverlayDraft draft);

    // What stands out in [from, to), at most 366 days. Channels are judged by the 90 days before
    // its end, and all of it.
    Task<Result<Suspects>> suspects(AccessScope scope, HomeId home, Boundary from, Boundary to);

    // What is told of the level that a channel's counter came to then; nothing where nothing is.
    Task<Result<std::optional<MeterEvent>>> level_at(AccessScope scope, HomeId home,
                                                     ChannelId channel, Instant at);

private:
    struct Drawn {
        std::vector<Channel> channels;
        Overlay overlay;
    };
    Task<Result<Drawn>> draw(AccessScope scope, HomeId home, OverlayDraft draft,
                             std::string author);
    Task<Status> note(AccessScope scope, HomeId home, AuditAction action, Signature by,
                      ChannelId channel, std::vector<Channel> channels);

    HomeStore& homes_;
    LedgerSlots& slots_;
    OverlayStore& overlays_;
    AuditLog& audit_;
    Worker& cpu_;
    const Clock& clock_;
};

}  // namespace ohmstead
