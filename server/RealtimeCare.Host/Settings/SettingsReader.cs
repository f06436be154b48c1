namespace RealtimeCare.Host.Settings;

/// <summary>
/// Reads and judges the settings before anything is built on them: mistakes and unknown keys of all sections in one list.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private const string Root = "RealtimeCare";
    private readonly List<string> _mistakes = [];
    private readonly Dictionary<string, HashSet<string>> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads one section and notes what <paramref name="mistakes"/> finds in it.</summary>
    public SettingsReader Read<T>(string section, Func<T, IEnumerable<string>> mistakes, out T options)
        where T : class, new()
    {
        options = new T();
        _known[section] = [.. typeof(T).GetProperties().Select(p => p.Name.ToUpperInvariant())];
        try
        {
            configuration.GetSection(section).Bind(options);
            _mistakes.AddRange(mistakes(options));
        }
        catch (InvalidOperationException e)
        {
            // The binder names the key and the type it wanted; the value stays out of it, since it may be a secret.
            _mistakes.Add($"{e.Message.Split(" at '").Last().TrimEnd('.').Trim('\'')} cannot be read.".Replace("' to type", " as", StringComparison.Ordinal));
        }
        return this;
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="SettingsMistakeException">At least one mistake was found.</exception>
    public void Check()
    {
        _mistakes.AddRange(UnknownKeys());
        if (_mistakes.Count > 0) throw new SettingsMistakeException(_mistakes);
    }

    private IEnumerable<string> UnknownKeys() =>
        from section in configuration.GetSection(Root).GetChildren()
        from key in section.GetChildren().Select(k => k.Key).DefaultIfEmpty("")
        where !_known.TryGetValue(section.Path, out var names) || !names.Contains(key.ToUpperInvariant())
        select $"{ConfigurationPath.Combine(section.Path, key).TrimEnd(':')} is not a setting; known here: {Known(section.Path)}.";

    private string Known(string section) => _known.TryGetValue(section, out var names)
        ? string.Join(", ", names.Select(n => n.ToLowerInvariant()))
        : string.Join(", ", _known.Keys);
}
