using Daicho.Kernel;

namespace Daicho.ResidentRegister;

/// <summary>What the register must know of its municipality.</summary>
/// <param name="Municipality">全国地方公共団体コード.</param>
/// <param name="NumberDigits">Digits of 宛名番号 and 世帯番号, check digit included (1.1.13).</param>
internal sealed record RegisterSettings(MunicipalityCode Municipality, int NumberDigits = 10);
