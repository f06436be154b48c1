namespace RealtimeCare.Policy.Shaping;

/// <summary>The codes that say how confidential and how sensitive a resource is.</summary>
internal static class SecurityLabels
{
    // In rising order: unrestricted, low, moderate, normal, restricted, very restricted.
    private const string Confidentialities = "ULMNRV";

    // v3-ActCode, what lies below _InformationSensitivityPolicy; a code with a typing mistake would clear nobody in silence.
    private static readonly HashSet<string> SensitivityCodes =
    [
        "ETH", "GDIS", "HIV", "MST", "SCA", "SDV", "SEX", "SPI", "BH", "COGN", "DVD", "EMOTDIS", "MH", "PSY", "PSYTHPN", "SUD", "ETHUD",
        "OPIOIDUD", "STD", "TBOO", "VIO", "SICKLE", "DEMO", "DOB", "GENDER", "LIVARG", "MARST", "RACE", "REL", "B", "EMPL", "LOCIS", "SSP",
        "ADOL", "CEL", "PREGNANT", "DIA", "DRGIS", "EMP", "PDS", "PHY", "PRS", "COMPT", "ACOCOMPT", "CTCOMPT", "FMCOMPT", "HRCOMPT", "LRCOMPT",
        "PACOMPT", "RESCOMPT", "RMGTCOMPT",
    ];

    /// <summary>Whether it is a sensitivity that 42 CFR Part 2 protects.</summary>
    public static bool IsPart2(string code) => code is "ETH" or "ETHUD" or "OPIOIDUD";

    /// <summary>Whether it is one of the six confidentialities.</summary>
    public static bool IsConfidentiality(string code) => Rank(code) >= 0;

    /// <summary>Whether it is a sensitivity that somebody can be cleared for.</summary>
    public static bool IsSensitivity(string code) => SensitivityCodes.Contains(code);

    /// <summary>Whether both are confidentialities and the first is not above the second.</summary>
    public static bool IsAtMost(string code, string ceiling) => IsConfidentiality(code) && Rank(code) <= Rank(ceiling);

    /// <summary>How high a confidentiality is; -1 when it is none.</summary>
    public static int Rank(string code) => code.Length == 1 ? Confidentialities.IndexOf(code[0], StringComparison.Ordinal) : -1;
}
