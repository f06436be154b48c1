namespace RealtimeCare.Cli.Demo.Ward;

/// <summary>An invented patient of the simulated ward.</summary>
internal sealed record WardPatient(int Bed, string RecordNumber, string Family, string Given, string Gender, string BirthDate)
{
    /// <summary>What the record numbers are unique in.</summary>
    public const string RecordNumberSystem = "urn:oid:2.16.840.1.113883.19.5";

    /// <summary>How the demo's screen names the patient; invented people have no privacy to lose.</summary>
    public string Label => $"bed {Bed}";

    /// <summary>A constant, as for real patients.</summary>
    public override string ToString() => "(patient)";
}
