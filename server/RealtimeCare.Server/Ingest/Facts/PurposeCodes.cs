namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>The purposes of use of v3-ActReason. A code that is not among them is not understood.</summary>
internal static class PurposeCodes
{
    // Each with those right below it.
    private static readonly Dictionary<string, string[]> Below = new(StringComparer.Ordinal)
    {
        ["TREAT"] = ["CAREMGT", "CLINTRCH", "COC", "ETREAT", "POPHLTH", "TREATDS"],
        ["ETREAT"] = ["BTG", "ERTREAT"],
        ["HPAYMT"] = ["CLMATTCH", "COVAUTH", "COVERAGE", "REMITADV"],
        ["COVERAGE"] = ["ELIGDTRM", "ELIGVER", "ENROLLM", "MILDCRG"],
        ["HOPERAT"] =
        [
            "CAREMGT", "DONAT", "FRAUD", "GOV", "HACCRED", "HCOMPL", "HDECD", "HDIRECT", "HDM", "HLEGAL", "HOUTCOMS", "HPRGRP", "HQUALIMP",
            "HSYSADMIN", "LABELING", "MEMADMIN", "METAMGT", "MILCDM", "PATADMIN", "PATSFTY", "PERFMSR", "RECORDMGT", "SYSDEV", "TRAIN",
        ],
        ["SYSDEV"] = ["HTEST"],
        ["HRESCH"] = ["BIORCH", "CLINTRCH", "DSRCH", "POARCH", "TRANSRCH"],
        ["CLINTRCH"] = ["CLINTRCHNPC", "CLINTRCHPC", "PRECLINTRCH"],
        ["PATRQT"] = ["FAMRQT", "PWATRNY", "SUPNWK"],
        ["PUBHLTH"] = ["DISASTER", "THREAT"],
        ["HMARKT"] = [],
    };

    private static readonly HashSet<string> Known = [.. Below.Keys, .. Below.Values.SelectMany(static codes => codes)];

    /// <summary>The code alone, if it is one.</summary>
    public static string[] Of(string code) => Known.Contains(code) ? [code] : [];

    /// <summary>The code and all that it includes: who denies treatment denies emergency treatment too.</summary>
    public static string[] WithThoseBelow(string code)
    {
        if (!Known.Contains(code)) return [];
        var all = new List<string> { code };
        for (var i = 0; i < all.Count; i++)
            if (Below.TryGetValue(all[i], out var below)) all.AddRange(below.Except(all));
        return [.. all];
    }
}
