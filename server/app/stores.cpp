#include "app/stores.hpp"

#include "app/embedded_stores.hpp"
#include "app/fleet_stores.hpp"

namespace ohmstead {

Result<std::unique_ptr<Stores>> open_stores(const Config& config, StoreServices services) {
    return config.store == StoreKind::sqlite ? open_embedded_stores(config, std::move(services))
                                             : open_fleet_stores(config, std::move(services));
}

Result<std::unique_ptr<Stores>> open_stores_beside(const Config& config, StoreServices services) {
    return config.store == StoreKind::sqlite
               ? open_embedded_stores_beside(config, std::move(services))
               : open_fleet_stores(config, std::move(services));
}

}  // namespace ohmstead
