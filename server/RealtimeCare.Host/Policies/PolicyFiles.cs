using System.Globalization;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Host.Policies;

/// <summary>Reads the policy documents of this host, all or nothing.</summary>
internal sealed class PolicyFiles(PolicyOptions options)
{
    /// <summary>What the documents say now.</summary>
    public PolicyReading Read()
    {
        var mistakes = new List<PolicyFileMistake>();
        var files = new List<byte[]>();
        var basis = options.File is { } file ? Understand(file, static utf8 => AccessPolicy.Parse(utf8), files, mistakes) : AccessPolicy.Default;
        var overlays = new List<TenantPolicy>();
        foreach (var path in TenantFiles(mistakes))
        {
            // Without a base there is nothing to hold a tenant's document against.
            if (Understand(path, utf8 => (basis ?? AccessPolicy.Default).Tighten(utf8), files, mistakes) is not { } overlay) continue;
            if (overlays.Exists(other => other.Tenant == overlay.Tenant)) mistakes.Add(new PolicyFileMistake(path, 1, $"tenant '{overlay.Tenant}' has another document already"));
            else overlays.Add(overlay);
        }

        return new PolicyReading(mistakes.Count == 0 ? new PolicySet(basis!, overlays) : null, mistakes, files);
    }

    private List<string> TenantFiles(List<PolicyFileMistake> mistakes)
    {
        if (options.TenantFolder is not { } folder) return [];
        try
        {
            if (Directory.Exists(folder)) return [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)];
            mistakes.Add(new PolicyFileMistake(folder, 0, "is no folder"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(new PolicyFileMistake(folder, 0, "cannot be read"));
        }

        return [];
    }

    private static T? Understand<T>(string path, Func<byte[], T> read, List<byte[]> files, List<PolicyFileMistake> mistakes)
        where T : class
    {
        try
        {
            var utf8 = File.ReadAllBytes(path);
            files.Add(utf8);
            return read(utf8);
        }
        catch (PolicyException e)
        {
            mistakes.AddRange(e.Mistakes.Select(mistake => new PolicyFileMistake(path, mistake.Line, mistake.Reason)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(new PolicyFileMistake(path, 0, "cannot be read"));
        }

        return null;
    }
}

/// <summary>One reading of all documents.</summary>
/// <param name="Set">What they say together; null when any of them cannot be used.</param>
/// <param name="Mistakes">What is wrong.</param>
/// <param name="Files">The bytes, by which two readings are told apart.</param>
internal sealed record PolicyReading(PolicySet? Set, IReadOnlyList<PolicyFileMistake> Mistakes, IReadOnlyList<byte[]> Files)
{
    /// <summary>Whether another reading found the same.</summary>
    public bool IsSameAs(PolicyReading other) =>
        Mistakes.SequenceEqual(other.Mistakes) && Files.Count == other.Files.Count
        && Files.Zip(other.Files).All(static pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}

/// <summary>A mistake in one of the documents.</summary>
/// <param name="File">The document, or a folder.</param>
/// <param name="Line">The line, counted from one; zero when it is about the whole.</param>
/// <param name="Reason">What is wrong.</param>
internal sealed record PolicyFileMistake(string File, int Line, string Reason)
{
    public override string ToString() => Line == 0 ? $"{File} {Reason}" : string.Create(CultureInfo.InvariantCulture, $"{File}, line {Line}: {Reason}");
}
