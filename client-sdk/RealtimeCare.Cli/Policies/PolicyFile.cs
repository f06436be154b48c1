using RealtimeCare.Cli.Terminal;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Cli.Policies;

/// <summary>A policy document on disk.</summary>
internal static class PolicyFile
{
    /// <summary>Reads it, with a tenant's document over it when there is one; without a path the built-in document.</summary>
    /// <exception cref="CliException">It cannot be used; the text lists every mistake with its line.</exception>
    public static AccessPolicy Read(string? path, string? overlay = null)
    {
        var basis = path is null ? AccessPolicy.Default : Understand(path, AccessPolicy.Parse);
        return overlay is null ? basis : Understand(overlay, utf8 => basis.Tighten(utf8).Policy);
    }

    private static AccessPolicy Understand(string path, Func<ReadOnlySpan<byte>, AccessPolicy> read)
    {
        try
        {
            return read(File.ReadAllBytes(path));
        }
        catch (PolicyException e)
        {
            throw new CliException(string.Join(Environment.NewLine, e.Mistakes.Select(mistake => $"{path}: {mistake}")));
        }
    }
}
