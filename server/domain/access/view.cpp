#include "domain/access/view.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace ohmstead {

SharedFields SharedFields::of(const std::vector<SharedField>& fields) {
    SharedFields set;
    for (const auto field : fields) {
        set.add(field);
    }
    return set;
}

std::vector<SharedField> SharedFields::list() const {
    std::vector<SharedField> fields;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<SharedField>>(
        [&](const auto& described) {
            if (contain(described.value)) {
                fields.push_back(described.value);
            }
        });
    return fields;
}

std::optional<SharedField> field_of(ChannelRole role) {
    switch (role) {
        case ChannelRole::grid_import:
        case ChannelRole::grid_export:
            return SharedField::grid;
        case ChannelRole::solar:
        case ChannelRole::generator:
            return SharedField::solar;
        case ChannelRole::battery_charge:
        case ChannelRole::battery_discharge:
        case ChannelRole::battery_soc:
            return SharedField::battery;
        case ChannelRole::heat:
            return SharedField::heat;
        case ChannelRole::gas:
            return SharedField::gas;
        case ChannelRole::water:
            return SharedField::water;
        case ChannelRole::device:
            return SharedField::devices;
        case ChannelRole::price_import:
        case ChannelRole::price_export:
        case ChannelRole::grid_carbon:
        case ChannelRole::outdoor_temperature:
            break;
    }
    return std::nullopt;
}

bool View::sees(ChannelRole role) const {
    if (!limited) {
        return true;
    }
    const auto field = field_of(role);
    return field && fields.contain(*field);
}

// Whether a home has them all makes no difference: that it has none is not told either.
bool View::sees_balance() const {
    using enum SharedField;
    return !limited || SharedFields{grid, solar, battery}.within(fields);
}

}  // namespace ohmstead
