namespace RealtimeCare.Cli.Bundles;

/// <summary>What a folder of FHIR files holds: the patients, and how much was left out and why.</summary>
/// <param name="Patients">Each with the resources to publish.</param>
/// <param name="Skipped">How many resources of which type belong to no topic or to no patient.</param>
/// <param name="Files">How many files were read.</param>
internal sealed record BundleContents(IReadOnlyList<BundlePatient> Patients, IReadOnlyDictionary<string, int> Skipped, int Files)
{
    /// <summary>How many resources will be published.</summary>
    public int Resources => Patients.Sum(p => p.Resources.Count);

    /// <summary>One line for people.</summary>
    public string Summary()
    {
        var skipped = Skipped.Count == 0
            ? "nothing left out"
            : "left out " + string.Join(", ", Skipped.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Value} {s.Key}"));
        return $"{Files} files: {Resources} resources of {Patients.Count} patients, {skipped}";
    }
}
