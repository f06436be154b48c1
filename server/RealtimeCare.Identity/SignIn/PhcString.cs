using System.Globalization;

namespace RealtimeCare.Identity.SignIn;

/// <summary>A password hash in the form of the password hashing competition: <c>$argon2id$v=19$m=…,t=…,p=…$salt$hash</c>.</summary>
internal sealed record PhcString(int MemoryKib, int Passes, int Lanes, byte[] Salt, byte[] Hash)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"$argon2id$v=19$m={MemoryKib},t={Passes},p={Lanes}${Encode(Salt)}${Encode(Hash)}");

    /// <summary>Reads one; null when the text is none.</summary>
    public static PhcString? TryParse(string text)
    {
        if (text.Split('$') is not ["", "argon2id", "v=19", var cost, var salt, var hash]) return null;
        if (cost.Split(',') is not [var m, var t, var p]) return null;
        if (!TryNumber(m, "m=", out var memory) || !TryNumber(t, "t=", out var passes) || !TryNumber(p, "p=", out var lanes)) return null;
        return TryDecode(salt, out var saltBytes) && TryDecode(hash, out var hashBytes) ? new(memory, passes, lanes, saltBytes, hashBytes) : null;
    }

    private static bool TryNumber(string text, string name, out int number)
    {
        number = 0;
        return text.StartsWith(name, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The form's base64 has no padding.</summary>
    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static bool TryDecode(string text, out byte[] bytes)
    {
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var written)) return false;
        bytes = bytes[..written];
        return true;
    }
}
