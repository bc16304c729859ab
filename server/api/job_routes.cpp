#include "api/job_routes.hpp"

#include "api/audit_entry.hpp"
#include "api/file_export.hpp"
#include "api/file_import.hpp"
#include "api/note_look.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

constexpr std::size_t kLargestUpload = std::size_t{32} << 20;
constexpr http::Rate kUploadRate{.per_minute = 20};

Result<JobPtr> own_import(const Services& services, const AccessScope& scope, const JobId& id) {
    OHMSTEAD_TRY(auto job, services.jobs.find(scope, id));
    if (job->dto.kind != JobKind::file_import) {
        return make_error(ErrorCode::conflict, "This job imports nothing.");
    }
    return job;
}

Task<Result<http::Response>> upload(Services services, AccessScope scope, http::IdentityPtr who,
                                    HomeId home, std::string bytes) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::import_files));
    OHMSTEAD_CO_TRY(const auto job, co_await propose_import(services, std::move(who),
                                                            std::move(home), std::move(bytes)));
    http::Response response{.status = 201, .content_type = "application/json"};
    reflect::encode_to(job->dto, response.body);
    co_return response;
}

Task<Result<JobDto>> change(Services services, AccessScope scope, ChangeSettings in) {
    OHMSTEAD_CO_TRY(const auto job, own_import(services, scope, in.job));
    OHMSTEAD_CO_TRY_VOID(co_await propose_again(services, job, std::move(in.csv)));
    co_return job->dto;
}

Task<Result<JobDto>> start(Services services, AccessScope scope, http::IdentityPtr identity,
                           StartImport in) {
    OHMSTEAD_CO_TRY(const auto job, own_import(services, scope, in.job));
    OHMSTEAD_CO_TRY_VOID(co_await check_import(services, job, in.series));
    if (job->dto.state != JobState::proposed) {
        co_return make_error(ErrorCode::conflict, "This import was started already.");
    }
    auto file_name = std::move(in.file_name).value_or(std::string{});
    auto entry = audit_entry(*identity, AuditAction::import_file, job->dto.id.value, file_name,
                             services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, job->dto.home, std::move(entry)));
    services.jobs.run(job, run_import(services, job, std::move(in.series), std::move(file_name)));
    co_return job->dto;
}

Task<Result<JobDto>> look(Services services, AccessScope scope, JobId id) {
    OHMSTEAD_CO_TRY(const auto job, services.jobs.find(scope, id));
    co_return job->dto;
}

// What runs goes on to its end, unseen.
Task<Result<http::NoContent>> let_go(Services services, AccessScope scope, JobId id) {
    OHMSTEAD_CO_TRY(const auto job, services.jobs.find(scope, id));
    if (job->dto.state == JobState::running) {
        co_return make_error(ErrorCode::conflict,
                             "This job runs: it can be removed when it is over.");
    }
    services.jobs.remove(id);
    co_return http::NoContent{};
}

Task<Result<JobDto>> begin_export(Services services, AccessScope scope, http::IdentityPtr who,
                                  ExportRequest in) {
    const auto home = in.home;
    OHMSTEAD_CO_TRY(auto plan, co_await plan_export(services, scope, std::move(in)));
    OHMSTEAD_CO_TRY(const auto job, services.jobs.add(*who, home, JobKind::file_export, nullptr));
    services.jobs.run(job, run_export(services, job, std::move(plan)));
    co_return job->dto;
}

Task<Result<http::Response>> download(Services services, AccessScope scope, JobId id) {
    OHMSTEAD_CO_TRY(const auto job, services.jobs.find(scope, id));
    OHMSTEAD_CO_TRY_VOID(
        co_await note_look(services, scope, job->dto.home, Right::export_files, AccessKind::file));
    if (job->dto.state != JobState::done || !job->dto.export_ || !job->file) {
        co_return make_error(ErrorCode::conflict, "There is no file yet.");
    }
    const auto& name = job->dto.export_->file_name;
    co_return http::Response{
        .content_type = name.ends_with(".csv") ? "text/csv; charset=utf-8" : "application/atom+xml",
        .headers = {{"Content-Disposition", "attachment; filename=\"" + name + "\""}},
        .shared_body = job->file};
}

// The value of a parameter of the path of a raw route.
std::string path_value(const http::RouteInput& input, std::string_view name) {
    for (const auto& parameter : input.path) {
        if (parameter.name == name) {
            return parameter.value;
        }
    }
    return {};
}

void add_import(http::Routes& routes, const Services& services) {
    auto upload_route = http::raw(
        http::Method::post, "/api/v1/homes/{home}/import",
        {.summary =
             "Upload a CSV or Green Button file, also packed by gzip, and get what it seems to "
             "hold; nothing is imported yet",
         .access = Access::home(Right::import_files),
         .success_status = 201,
         .tag = "files",
         .max_body = kLargestUpload,
         .takes_file = true,
         .rate = kUploadRate},
        [services](RequestContext& context, http::RouteInput input) {
            return upload(services, context.scope(), context.identity,
                          HomeId{path_value(input, "home")}, std::move(input.body));
        });
    upload_route.out = reflect::type_of<JobDto>();
    routes.add(std::move(upload_route));
    routes.add(http::put<ChangeSettings, JobDto>(
        "/api/v1/jobs/{job}/csv",
        {.summary = "Read the CSV of an import otherwise, and look again",
         .access = Access::signed_in(),
         .tag = "files"},
        [services](RequestContext& context, ChangeSettings in) {
            return change(services, context.scope(), std::move(in));
        }));
    routes.add(http::post<StartImport, JobDto>(
        "/api/v1/jobs/{job}/start",
        {.summary = "Import the named series of the file into channels",
         .access = Access::signed_in(),
         .success_status = 202,
         .tag = "files"},
        [services](RequestContext& context, StartImport in) {
            return start(services, context.scope(), context.identity, std::move(in));
        }));
}

void add_export(http::Routes& routes, const Services& services) {
    routes.add(http::post<ExportRequest, JobDto>(
        "/api/v1/homes/{home}/export",
        {.summary = "Begin to write a file of what the home's channels amounted to",
         .access = Access::view(Right::export_files),
         .success_status = 202,
         .tag = "files",
         .rate = kUploadRate},
        [services](RequestContext& context, ExportRequest in) {
            return begin_export(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::raw(http::Method::get, "/api/v1/jobs/{job}/file",
                         {.summary = "The file of an export that is done",
                          .access = Access::signed_in(),
                          .tag = "files"},
                         [services](RequestContext& context, http::RouteInput input) {
                             return download(services, context.scope(),
                                             JobId{path_value(input, "job")});
                         }));
}

}  // namespace

void add_job_routes(http::Routes& routes, const Services& services) {
    add_import(routes, services);
    add_export(routes, services);
    routes.add(http::get<JobPath, JobDto>(
        "/api/v1/jobs/{job}",
        {.summary = "How far one of your imports or exports has come, and what it reports",
         .access = Access::signed_in(),
         .tag = "files"},
        [services](RequestContext& context, JobPath in) {
            return look(services, context.scope(), std::move(in.job));
        }));
    routes.add(http::del<JobPath, http::NoContent>(
        "/api/v1/jobs/{job}",
        {.summary = "Let go of a job that is over, with its file",
         .access = Access::signed_in(),
         .success_status = 204,
         .tag = "files"},
        [services](RequestContext& context, JobPath in) {
            return let_go(services, context.scope(), std::move(in.job));
        }));
}

}  // namespace ohmstead::api
