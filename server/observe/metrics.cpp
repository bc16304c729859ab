#include "observe/metrics.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace ohmstead::observe {
namespace {

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\n') {
            result += "\\n";
            continue;
        }
        if (c == '\\' || c == '"') {
            result += '\\';
        }
        result += c;
    }
    return result;
}

// {a="1",b="2"}, or nothing.
std::string written(const Labels& labels) {
    std::string text;
    for (const auto& [name, value] : labels) {
        text += fmt::format("{}{}=\"{}\"", text.empty() ? "{" : ",", name, escaped(value));
    }
    return text.empty() ? text : text + '}';
}

// The same labels and one more.
std::string with_edge(const std::string& labels, std::string_view edge) {
    return labels.empty()
               ? fmt::format("{{le=\"{}\"}}", edge)
               : fmt::format("{},le=\"{}\"}}",
                             std::string_view(labels).substr(0, labels.size() - 1), edge);
}

void write_histogram(std::string& out, const std::string& name, const std::string& labels,
                     const Histogram& histogram) {
    const auto snapshot = histogram.snapshot();
    std::uint64_t below = 0;
    for (std::size_t range = 0; range < snapshot.counts.size(); ++range) {
        below += snapshot.counts[range];
        const auto edge = range < histogram.edges().size()
                              ? fmt::format("{}", histogram.edges()[range])
                              : std::string("+Inf");
        out += fmt::format("{}_bucket{} {}\n", name, with_edge(labels, edge), below);
    }
    out += fmt::format("{}_sum{} {}\n{}_count{} {}\n", name, labels, snapshot.sum, name, labels,
                       below);
}

}  // namespace

Histogram::Histogram(std::vector<double> edges)
    : edges_(std::move(edges)), counts_(edges_.size() + 1) {}

void Histogram::observe(double value) {
    const auto range = std::ranges::lower_bound(edges_, value) - edges_.begin();
    counts_[static_cast<std::size_t>(range)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::snapshot() const {
    Snapshot snapshot;
    for (const auto& count : counts_) {
        snapshot.counts.push_back(count.load(std::memory_order_relaxed));
    }
    snapshot.sum = sum_.load(std::memory_order_relaxed);
    return snapshot;
}

Metrics::Series& Metrics::series(const std::string& name, const std::string& help, Kind kind,
                                 const Labels& labels) {
    auto& family =
        families_.try_emplace(name, Family{.kind = kind, .help = help, .series = {}}).first->second;
    if (family.kind != kind) {
        throw std::logic_error(name + " is already a metric of another kind");
    }
    auto& entry = family.series[written(labels)];
    if (!entry) {
        entry = std::make_unique<Series>();
    }
    return *entry;
}

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    const std::scoped_lock lock(mutex_);
    return series(name, help, Kind::counter, labels).counter;
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    const std::scoped_lock lock(mutex_);
    return series(name, help, Kind::gauge, labels).gauge;
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help,
                              std::vector<double> edges, const Labels& labels) {
    const std::scoped_lock lock(mutex_);
    auto& entry = series(name, help, Kind::histogram, labels);
    if (!entry.histogram) {
        entry.histogram = std::make_unique<Histogram>(std::move(edges));
    }
    return *entry.histogram;
}

void Metrics::watch(const std::string& name, const std::string& help, std::function<double()> value,
                    const Labels& labels) {
    const std::scoped_lock lock(mutex_);
    series(name, help, Kind::gauge, labels).watched = std::move(value);
}

std::string Metrics::text() const {
    constexpr std::string_view kKinds[]{"counter", "gauge", "histogram"};
    const std::scoped_lock lock(mutex_);
    std::string out;
    for (const auto& [name, family] : families_) {
        out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(family.help), name,
                           kKinds[static_cast<std::size_t>(family.kind)]);
        for (const auto& [labels, entry] : family.series) {
            switch (family.kind) {
                case Kind::counter:
                    out += fmt::format("{}{} {}\n", name, labels, entry->counter.value());
                    break;
                case Kind::gauge:
                    out += fmt::format("{}{} {}\n", name, labels,
                                       entry->watched ? entry->watched() : entry->gauge.value());
                    break;
                case Kind::histogram:
                    write_histogram(out, name, labels, *entry->histogram);
                    break;
            }
        }
    }
    return out;
}

}  // namespace ohmstead::observe
