namespace RealtimeCare.Policy.Shaping;

/// <summary>The data types of FHIR R4 that a choice element such as <c>value[x]</c> may take, as its name ends.</summary>
internal static class DataTypes
{
    private static readonly NameTable<object> Suffixes = Fill(
        "Base64Binary", "Boolean", "Canonical", "Code", "Date", "DateTime", "Decimal", "Id", "Instant", "Integer", "Markdown",
        "Oid", "PositiveInt", "String", "Time", "UnsignedInt", "Uri", "Url", "Uuid", "Address", "Age", "Annotation", "Attachment",
        "CodeableConcept", "Coding", "ContactPoint", "Count", "Distance", "Duration", "HumanName", "Identifier", "Money", "Period",
        "Quantity", "Range", "Ratio", "Reference", "SampledData", "Signature", "Timing", "ContactDetail", "Contributor",
        "DataRequirement", "Expression", "ParameterDefinition", "RelatedArtifact", "TriggerDefinition", "UsageContext", "Dosage");

    public static bool Contains(ReadOnlySpan<byte> suffix) => Suffixes.Find(suffix) is not null;

    private static NameTable<object> Fill(params string[] names)
    {
        var table = new NameTable<object>();
        foreach (var name in names) table.GetOrAdd(name, static () => new object());
        return table;
    }
}
