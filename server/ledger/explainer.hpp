#pragma once

#include <memory>
#include <vector>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "ledger/boundary.hpp"
#include "ledger/explanation.hpp"
#include "store/home_store.hpp"

namespace ohmstead {

// What is asked to be explained. `channel` belongs to Figure::channel and to no other.
struct FigureQuery {
    Boundary from;
    Boundary to;
    Figure figure = Figure::home;
    ChannelId channel;
};

struct ExplainedFigure {
    Home home;
    std::vector<Overlay> overlays;  // what is over the slots, oldest first
    Explanation explanation;
};

// Shows where any figure of a home comes from. Errors: those of the stores, and `invalid` with the
// name of the query parameter.
class Explainer {
public:
    // All of these outlive it.
    Explainer(HomeStore& homes, LedgerSlots& slots, Worker& cpu, const Clock& clock);

    // Of at most 31 days every slot, of longer spans, up to 366 days, every day. The span is moved
    // out to the borders of slots, as for every sum.
    Task<Result<ExplainedFigure>> explain(AccessScope scope, HomeId home, FigureQuery query);

private:
    HomeStore& homes_;
    LedgerSlots& slots_;
    Worker& cpu_;
    const Clock& clock_;
};

}  // namespace ohmstead
