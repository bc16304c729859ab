#pragma once

#include "api/dto_correction.hpp"

namespace ohmstead::api {

// mWh as kWh and mL as m³: both are a millionth.
inline double amount_dto(std::int64_t amount) {
    return static_cast<double>(amount) / 1e6;
}

inline SignatureDto signature_dto(const Signature& signature) {
    return {.user = signature.user.value, .name = signature.name, .at = signature.at};
}

inline CorrectionDto correction_dto(const Overlay& overlay) {
    CorrectionDto dto{.id = overlay.id,
                      .channel = overlay.channel,
                      .from = slot_start(overlay.range.from),
                      .to = slot_start(overlay.range.to),
                      .kind = overlay.kind,
                      .amount = std::nullopt,
                      .reason = overlay.reason,
                      .made = signature_dto(overlay.made),
                      .undone = std::nullopt};
    if (overlay.kind != OverlayKind::unknown) {
        dto.amount = amount_dto(overlay.amount);
    }
    if (overlay.undone) {
        dto.undone = signature_dto(*overlay.undone);
    }
    return dto;
}

}  // namespace ohmstead::api
