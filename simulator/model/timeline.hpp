#pragma once

#include <optional>
#include <vector>

#include "simulator/model/home_model.hpp"

namespace ohmstead::simulator {

/// The home at one instant: what has flowed since it began (mW x ms per signal) and what is in the
/// battery.
struct Totals {
    Millis t = 0;
    std::int64_t content = 0;
    std::vector<std::int64_t> sum{};
};

/// Walks forward through time. However the way is cut into steps, the totals are the same.
class Cursor {
public:
    Cursor(const HomeModel& model, const Actions& actions, Totals start);

    /// Moves to `to`, which must not lie before `now()`.
    void advance(Millis to);

    Millis now() const { return now_; }
    /// Value of a signal at `now()`.
    std::int64_t rate(int signal) const;
    /// Integral of a signal since the home began, in mW x ms.
    std::int64_t total(int signal) const { return sum_[static_cast<std::size_t>(signal)]; }
    Totals totals() const;

    /// Lowest and highest rates since the last `reset_extremes()`.
    const std::vector<std::int64_t>& lowest() const { return lowest_; }
    const std::vector<std::int64_t>& highest() const { return highest_; }
    void reset_extremes();

private:
    void refresh();
    void integrate(Millis to);
    std::int64_t content_at(Millis t) const;

    const HomeModel* model_;
    const Actions* actions_;
    DayPlan plan_;
    Rates rates_;
    Millis now_;
    std::int64_t content_;  // at segment_start_
    Millis segment_start_;  // when the rates in force began
    Millis valid_until_;    // when they must be worked out again
    unsigned version_ = 0;
    std::vector<std::int64_t> sum_;
    std::vector<std::int64_t> lowest_;
    std::vector<std::int64_t> highest_;
};

/// The past of a home, worked out once and kept as one snapshot per hour, from which any instant is
/// reached in at most an hour's steps.
class Timeline {
public:
    Timeline(const HomeModel& model, const Actions& actions);

    /// Adds the whole hours up to `t`.
    void extend_to(Millis t);
    /// A cursor at `t`, which must not lie before the home began.
    Cursor cursor_at(Millis t) const;
    Totals totals_at(Millis t) const { return cursor_at(t).totals(); }

    Millis begins() const { return begins_; }
    /// End of the last whole hour that is stored.
    Millis stored_until() const { return begins_ + static_cast<Millis>(hours_) * kHour; }
    /// Total of a signal at the start of a stored hour, or at `stored_until()`.
    std::int64_t total_at_hour(Millis hour, int signal) const;
    std::int32_t lowest_in_hour(Millis hour, int signal) const;
    std::int32_t highest_in_hour(Millis hour, int signal) const;

private:
    std::size_t cell(Millis hour, int signal) const;

    const HomeModel& model_;
    const Actions& actions_;
    std::size_t width_;
    Millis begins_;
    std::size_t hours_ = 0;
    std::optional<Cursor> head_;
    std::vector<std::int64_t> totals_;
    std::vector<std::int64_t> contents_;
    std::vector<std::int32_t> lowest_;
    std::vector<std::int32_t> highest_;
};

/// Visits instants in any order; cheap when they follow one another.
class Walker {
public:
    explicit Walker(const Timeline& timeline) : timeline_(timeline) {}

    /// A cursor at `t`, good until the next call.
    Cursor& at(Millis t);

private:
    const Timeline& timeline_;
    std::optional<Cursor> cursor_;
};

}  // namespace ohmstead::simulator
