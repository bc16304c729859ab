#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace ohmstead::observe {

// What happened so often. Any thread.
class Counter {
public:
    void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

// How much there is now. Any thread.
class Gauge {
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    void add(double by) { value_.fetch_add(by, std::memory_order_relaxed); }
    double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

// How values are spread over ranges. Any thread.
class Histogram {
public:
    // `edges` are the upper ends of the ranges, ascending; one more range follows.
    explicit Histogram(std::vector<double> edges);

    void observe(double value);

    struct Snapshot {
        std::vector<std::uint64_t> counts;  // per range, not summed up
        double sum = 0;
    };
    Snapshot snapshot() const;
    const std::vector<double>& edges() const { return edges_; }

private:
    std::vector<double> edges_;
    std::vector<std::atomic<std::uint64_t>> counts_;
    std::atomic<double> sum_{0};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

// The figures of a process, in Prometheus' text form. What is handed out lives as long as the
// registry; asking again for the same name and labels gives the same object. Names follow
// Prometheus: ohmstead_requests_total, ohmstead_request_seconds.
class Metrics {
public:
    Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    Histogram& histogram(const std::string& name, const std::string& help,
                         std::vector<double> edges, const Labels& labels = {});
    // A gauge whose value is asked for when the text is made, on the thread that makes it.
    void watch(const std::string& name, const std::string& help, std::function<double()> value,
               const Labels& labels = {});

    std::string text() const;

private:
    enum class Kind { counter, gauge, histogram };
    struct Series {
        Counter counter;
        Gauge gauge;
        std::unique_ptr<Histogram> histogram;
        std::function<double()> watched;
    };
    struct Family {
        Kind kind{};
        std::string help;
        std::map<std::string, std::unique_ptr<Series>> series;  // by written labels
    };

    Series& series(const std::string& name, const std::string& help, Kind kind,
                   const Labels& labels);

    mutable std::mutex mutex_;
    std::map<std::string, Family> families_;
};

}  // namespace ohmstead::observe
