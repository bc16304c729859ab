#pragma once

#include "api/jobs.hpp"
#include "api/services.hpp"

namespace ohmstead::api {

// What an export is of, once it is known to be possible.
struct ExportPlan {
    Home home;
    std::vector<Channel> channels;
    Span span;
    Period period = Period::slot;
    ExportFormat format = ExportFormat::csv;
    bool by_sums = false;  // of days or months, of whose slots the caller sees nothing
};

// Errors: malformed or invalid with the fields that are wrong, not_found for a channel that the
// home does not have, forbidden for shorter periods than were consented to, too_large for more rows
// than a file may have.
Task<Result<ExportPlan>> plan_export(Services services, AccessScope scope, ExportRequest in);

// Writes the file into the job, a month at a time or, where they are longer, a period.
Task<Status> run_export(Services services, JobPtr job, ExportPlan plan);

}  // namespace ohmstead::api
