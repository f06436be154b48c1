namespace RealtimeCare.Policy.Shaping;

/// <summary>The names that mean nothing special below an element that is shown with its whole subtree: nearly all.</summary>
internal static class PlainNames
{
    public static bool Contains(ReadOnlySpan<byte> name) => name.Length switch
    {
        0 => false,
        4 => !name.SequenceEqual("data"u8) && name[0] != '_',
        9 => !name.SequenceEqual("extension"u8) && !name.SequenceEqual("contained"u8) && !name.SequenceEqual("valueMeta"u8) && name[0] != '_',
        12 => !name.SequenceEqual("resourceType"u8) && IsNoWaveform(name),
        13 => !name.SequenceEqual("securityLabel"u8) && IsNoWaveform(name),
        17 => !name.SequenceEqual("modifierExtension"u8) && IsNoWaveform(name),
        > 10 => IsNoWaveform(name),
        _ => name[0] != '_',
    };

    private static bool IsNoWaveform(ReadOnlySpan<byte> name) => name[0] != '_' && (name[^1] != 'a' || !name.EndsWith("SampledData"u8));
}
