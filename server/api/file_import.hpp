#pragma once

#include <string>

#include "api/jobs.hpp"
#include "api/services.hpp"
#include "http/request_context.hpp"

namespace ohmstead::api {

// A file as it arrived, to a job that says what it seems to be. Errors: malformed and too_large for
// what cannot be unpacked, invalid for what is neither a CSV nor Green Button.
Task<Result<JobPtr>> propose_import(Services services, http::IdentityPtr who, HomeId home,
                                    std::string bytes);
// The same file, read otherwise.
Task<Status> propose_again(Services services, JobPtr job, exchange::CsvSettings settings);

// What is wrong with what somebody wants to import.
Task<Status> check_import(Services services, JobPtr job, std::vector<ImportSeries> wanted);
// Takes the file in: reads, keeps, has it metered, lays it over what is known where it is right,
// and reports into the job.
Task<Status> run_import(Services services, JobPtr job, std::vector<ImportSeries> wanted,
                        std::string file_name);

}  // namespace ohmstead::api
