using System.Globalization;

namespace RealtimeCare.Audit.Chain;

/// <summary>The file names of segments: ten digits and the ending <c>.trail</c>.</summary>
internal static class SegmentName
{
    public const string Extension = ".trail";

    private const int Digits = 10;

    public static string Of(long number) => number.ToString("D10", CultureInfo.InvariantCulture) + Extension;

    public static bool TryParse(string fileName, out long number)
    {
        number = 0;
        return fileName.Length == Digits + Extension.Length
            && fileName.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(fileName.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
