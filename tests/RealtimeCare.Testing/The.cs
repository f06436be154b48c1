namespace RealtimeCare.Testing;

/// <summary>Facts that all tests share.</summary>
public static class The
{
    public const string Tenant = "general-hospital";

    public const string Password = "Correct-horse-battery-7";

    public const string RecordNumbers = "https://general-hospital.example/mrn";

    public const string Vitals = "vitals";

    public const string Labs = "labs";

    public const string Alerts = "alerts";

    public const string Encounters = "encounters";

    /// <summary>Stands in patient data that the tests publish: found in a log, trail or database file, something has leaked.</summary>
    public const string Canary = "Zanzibarbuckland";
}
