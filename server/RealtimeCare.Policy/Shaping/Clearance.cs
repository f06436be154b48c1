using System.Text;

namespace RealtimeCare.Policy.Shaping;

/// <summary>What a label says to a reader.</summary>
internal enum LabelVerdict
{
    /// <summary>Above the clearance, or not understood.</summary>
    Forbidden,

    /// <summary>Within the clearance.</summary>
    Allowed,

    /// <summary>Within the clearance, and under 42 CFR Part 2.</summary>
    AllowedPart2,
}

/// <summary>The labels that a reader is cleared for. A label that is not understood is above every clearance.</summary>
internal sealed class Clearance(string ceiling, IEnumerable<string> sensitivities)
{
    private readonly int ceiling = SecurityLabels.Rank(ceiling);
    private readonly byte[][] sensitivities = [.. sensitivities.Where(SecurityLabels.IsSensitivity).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Of somebody who is cleared for nothing in particular: whatever it forbids is restricted.</summary>
    public static Clearance Normal { get; } = new("N", []);

    /// <summary>Judges a code of a system; an empty system is none.</summary>
    public LabelVerdict Judge(ReadOnlySpan<byte> system, ReadOnlySpan<byte> code)
    {
        if (system.IsEmpty
            || system.SequenceEqual("http://terminology.hl7.org/CodeSystem/v3-Confidentiality"u8)
            || system.SequenceEqual("http://hl7.org/fhir/v3/Confidentiality"u8)
            || system.SequenceEqual("urn:oid:2.16.840.1.113883.5.25"u8)) return JudgeConfidentiality(code);
        if (system.SequenceEqual("http://terminology.hl7.org/CodeSystem/v3-ActCode"u8)
            || system.SequenceEqual("http://hl7.org/fhir/v3/ActCode"u8)
            || system.SequenceEqual("urn:oid:2.16.840.1.113883.5.4"u8)) return JudgeAct(code);
        if (system.SequenceEqual("http://terminology.hl7.org/CodeSystem/v3-ActUSPrivacyLaw"u8)) return JudgeLaw(code);

        // SUBSETTED, integrity and purposes such as HTEST say nothing of sensitivity. A house's own labels are not understood.
        return system.SequenceEqual("http://terminology.hl7.org/CodeSystem/v3-ObservationValue"u8)
            || system.SequenceEqual("http://terminology.hl7.org/CodeSystem/v3-ActReason"u8)
                ? LabelVerdict.Allowed
                : LabelVerdict.Forbidden;
    }

    /// <summary>Judges a confidentiality.</summary>
    public LabelVerdict JudgeConfidentiality(ReadOnlySpan<byte> code)
    {
        var rank = code.Length == 1 ? "ULMNRV"u8.IndexOf(code[0]) : -1;
        return rank >= 0 && rank <= ceiling ? LabelVerdict.Allowed : LabelVerdict.Forbidden;
    }

    private LabelVerdict JudgeAct(ReadOnlySpan<byte> code)
    {
        if (IsHarmless(code)) return LabelVerdict.Allowed;
        if (!Holds(code)) return JudgeLaw(code);
        return code.SequenceEqual("ETH"u8) || code.SequenceEqual("ETHUD"u8) || code.SequenceEqual("OPIOIDUD"u8)
            ? LabelVerdict.AllowedPart2
            : LabelVerdict.Allowed;
    }

    // The law's own label says no more than the sensitivity that the law is about.
    private LabelVerdict JudgeLaw(ReadOnlySpan<byte> code) =>
        code.SequenceEqual("42CFRPart2"u8) && Holds("ETH"u8) ? LabelVerdict.AllowedPart2 : LabelVerdict.Forbidden;

    private bool Holds(ReadOnlySpan<byte> code)
    {
        foreach (var sensitivity in sensitivities)
            if (code.SequenceEqual(sensitivity)) return true;
        return false;
    }

    // Obligations that delivery meets anyway: encrypted on the way, recorded, labels kept at the source.
    private static bool IsHarmless(ReadOnlySpan<byte> code) =>
        code.SequenceEqual("ENCRYPT"u8) || code.SequenceEqual("ENCRYPTT"u8) || code.SequenceEqual("AUDIT"u8)
        || code.SequenceEqual("AUDTR"u8) || code.SequenceEqual("CPLYPOL"u8) || code.SequenceEqual("PERSISTLABEL"u8);
}
