#include "simulator/model/timeline.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

namespace ohmstead::simulator {

namespace {

// The base load flickers by up, down, up, down ... two seconds each, so that every four seconds
// add up to nothing and whole minutes need no thought. The strength changes from pair to pair.
constexpr Millis kCell = 2 * kSecond;
constexpr Millis kPair = 2 * kCell;
constexpr std::array<std::int64_t, 15> kStrength = {16, 5,  11, 2, 14, 8, 3, 12,
                                                    6,  15, 1,  9, 13, 4, 7};

std::int64_t pair_strength(Millis t, std::int64_t flicker) {
    return flicker * kStrength[static_cast<std::size_t>(t % kMinute / kPair)] / 16;
}

/// Integral of the flicker from the start of the pair that holds `t` to `t`.
std::int64_t flicker_until(Millis t, std::int64_t flicker) {
    const Millis elapsed = t % kPair;
    return pair_strength(t, flicker) * std::min(elapsed, kPair - elapsed);
}

}  // namespace

Cursor::Cursor(const HomeModel& model, const Actions& actions, Totals start)
    : model_(&model),
      actions_(&actions),
      now_(start.t),
      content_(start.content),
      segment_start_(start.t),
      valid_until_(start.t),
      sum_(std::move(start.sum)) {
    reset_extremes();
    refresh();
}

void Cursor::refresh() {
    if (now_ < valid_until_ && version_ == actions_->version()) {
        return;
    }
    content_ = content_at(now_);
    segment_start_ = now_;
    if (!plan_.holds(now_)) {
        plan_ = model_->plan_day(now_);
    }
    const Millis minute_end = floor_to(now_, kMinute) + kMinute;
    model_->evaluate(plan_, now_, minute_end - now_, content_, actions_->at(now_), rates_);
    valid_until_ = std::min(minute_end, actions_->next_change(now_));
    version_ = actions_->version();
}

std::int64_t Cursor::content_at(Millis t) const {
    if (t == segment_start_ || !model_->spec().battery) {
        return content_;
    }
    return content_after(*model_->spec().battery, content_, rates_.battery, t - segment_start_);
}

void Cursor::integrate(Millis to) {
    const Millis span = to - now_;
    for (std::size_t i = 0; i < sum_.size(); ++i) {
        const std::int64_t rate = rates_.value[i];
        sum_[i] += rate * span;
        lowest_[i] = std::min(lowest_[i], rate);
        highest_[i] = std::max(highest_[i], rate);
    }
    if (rates_.flicker == 0) {
        return;
    }
    const std::int64_t extra =
        flicker_until(to, rates_.flicker) - flicker_until(now_, rates_.flicker);
    const auto apply = [&](const std::vector<int>& signals, std::int64_t sign) {
        for (const int signal : signals) {
            const auto i = static_cast<std::size_t>(signal);
            sum_[i] += sign * extra;
            lowest_[i] = std::min(lowest_[i], rates_.value[i] - rates_.flicker);
            highest_[i] = std::max(highest_[i], rates_.value[i] + rates_.flicker);
        }
    };
    apply(rates_.up, 1);
    apply(rates_.down, -1);
}

void Cursor::advance(Millis to) {
    refresh();
    while (now_ < to) {
        const Millis end = std::min(to, valid_until_);
        integrate(end);
        now_ = end;
        refresh();
    }
}

std::int64_t Cursor::rate(int signal) const {
    std::int64_t value = rates_.value[static_cast<std::size_t>(signal)];
    const std::int64_t strength = pair_strength(now_, rates_.flicker);
    const std::int64_t flicker = now_ % kPair < kCell ? strength : -strength;
    value += flicker * std::ranges::count(rates_.up, signal);
    value -= flicker * std::ranges::count(rates_.down, signal);
    return value;
}

Totals Cursor::totals() const {
    return {.t = now_, .content = content_at(now_), .sum = sum_};
}

void Cursor::reset_extremes() {
    lowest_.assign(sum_.size(), std::numeric_limits<std::int64_t>::max());
    highest_.assign(sum_.size(), std::numeric_limits<std::int64_t>::min());
}

Timeline::Timeline(const HomeModel& model, const Actions& actions)
    : model_(model),
      actions_(actions),
      width_(model.signals().size()),
      begins_(floor_to(model.spec().begins, kHour)) {
    Totals start{.t = begins_, .content = 0, .sum = std::vector<std::int64_t>(width_)};
    if (model.spec().battery) {
        start.content = model.spec().battery->capacity_mwh / 2 * kPerMilliwattHour;
    }
    totals_ = start.sum;
    contents_ = {start.content};
    head_.emplace(model, actions, std::move(start));
}

void Timeline::extend_to(Millis t) {
    while (stored_until() + kHour <= t) {
        head_->reset_extremes();
        head_->advance(stored_until() + kHour);
        const Totals totals = head_->totals();
        totals_.insert(totals_.end(), totals.sum.begin(), totals.sum.end());
        contents_.push_back(totals.content);
        for (std::size_t i = 0; i < width_; ++i) {
            lowest_.push_back(static_cast<std::int32_t>(head_->lowest()[i]));
            highest_.push_back(static_cast<std::int32_t>(head_->highest()[i]));
        }
        ++hours_;
    }
}

Cursor Timeline::cursor_at(Millis t) const {
    if (t < begins_) {
        throw std::out_of_range("the simulated home had not begun yet");
    }
    const Millis hour = std::min(begins_ + floor_to(t - begins_, kHour), stored_until());
    const auto index = static_cast<std::size_t>((hour - begins_) / kHour);
    const auto from = totals_.begin() + static_cast<std::ptrdiff_t>(index * width_);
    Cursor cursor(model_, actions_,
                  {.t = hour,
                   .content = contents_[index],
                   .sum = {from, from + static_cast<std::ptrdiff_t>(width_)}});
    cursor.advance(t);
    return cursor;
}

Cursor& Walker::at(Millis t) {
    if (!cursor_ || cursor_->now() > t || t - cursor_->now() > kHour) {
        cursor_ = timeline_.cursor_at(t);
    }
    cursor_->advance(t);
    return *cursor_;
}

std::size_t Timeline::cell(Millis hour, int signal) const {
    return static_cast<std::size_t>((hour - begins_) / kHour) * width_ +
           static_cast<std::size_t>(signal);
}

std::int64_t Timeline::total_at_hour(Millis hour, int signal) const {
    return totals_[cell(hour, signal)];
}

std::int32_t Timeline::lowest_in_hour(Millis hour, int signal) const {
    return lowest_[cell(hour, signal)];
}

std::int32_t Timeline::highest_in_hour(Millis hour, int signal) const {
    return highest_[cell(hour, signal)];
}

}  // namespace ohmstead::simulator
