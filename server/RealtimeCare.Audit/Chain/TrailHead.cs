using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RealtimeCare.Audit.Chain;

/// <summary>
/// How far a log had come: its last entry and the hash of the frame that ends with it. Kept outside the machine, a head proves later
/// that nothing up to it was cut off or rewritten.
/// </summary>
/// <param name="Log">The log.</param>
/// <param name="Index">The index of the last entry.</param>
/// <param name="Sha3">The SHA3-256 of the frame that ends with that entry, in lower-case hexadecimal.</param>
public sealed record TrailHead(string Log, long Index, string Sha3)
{
    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TrailHead? head)
    {
        head = null;
        if (text?.Split('/') is not [{ Length: > 0 } log, var number, { Length: 2 * Chain.Sha3.Length } hash])
            return false;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return false;
        if (!hash.All(char.IsAsciiHexDigit))
            return false;

        head = new TrailHead(log, index, hash.ToLowerInvariant());
        return true;
    }

    /// <summary><c>log/index/sha3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Log}/{Index}/{Sha3}");
}
