#pragma once

#include <memory>
#include <vector>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "ledger/boundary.hpp"
#include "ledger/explanation.hpp"
#include "ledger/ledger_reader.hpp"
#include "store/home_store.hpp"

namespace ohmstead {

// What is asked to be explained. `channel` belongs to figures of a channel and to no other;
// `only_complete`: see LedgerReader::energy.
struct FigureQuery {
    Boundary from;
    Boundary to;
    Figure figure = Figure::home;
    ChannelId channel;
    bool only_complete = false;
};

struct ExplainedFigure {
    Home home;
    Period rows = Period::slot;
    std::vector<Overlay> overlays;  // what is over the slots, oldest first
    Explanation explanation;
};

// Shows where any figure of a home comes from: it is read as every view is, with a row for each
// slot or day instead of each period. Errors: those of the stores, and `invalid` with the name of
// the query parameter.
class Explainer {
public:
    // All of these outlive it.
    Explainer(HomeStore& homes, LedgerReader& ledger, LedgerSlots& slots, Worker& cpu);

    // Of at most 31 days every slot, of at most 366 days every day, of longer spans every month.
    // The span is moved out to the borders of slots, as for every sum.
    Task<Result<ExplainedFigure>> explain(AccessScope scope, HomeId home, FigureQuery query);

private:
    HomeStore& homes_;
    LedgerReader& ledger_;
    LedgerSlots& slots_;
    Worker& cpu_;
};

}  // namespace ohmstead
