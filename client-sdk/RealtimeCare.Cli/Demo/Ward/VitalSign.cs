namespace RealtimeCare.Cli.Demo.Ward;

/// <summary>A number that a bedside monitor reports, with the limits that it alarms at.</summary>
internal sealed record VitalSign(string Code, string Name, string Unit, string UnitCode, int Usual, int Low, int High)
{
    /// <summary>What the monitors of the ward report, beside the blood pressure.</summary>
    public static IReadOnlyList<VitalSign> All { get; } =
    [
        new("8867-4", "Heart rate", "beats/minute", "/min", 78, 50, 120),
        new("9279-1", "Respiratory rate", "breaths/minute", "/min", 16, 8, 28),
        new("59408-5", "Oxygen saturation", "%", "%", 97, 90, 101),
    ];
}
