using System.Reflection;

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
        Leave<T>(section);
        foreach (var property in typeof(T).GetProperties().Where(p => p.CanWrite)) Fill(property, options, configuration.GetSection(section).GetSection(property.Name));
        _mistakes.AddRange(mistakes(options));
        return this;
    }

    /// <summary>One by one, so that one value that cannot be read does not hide the others' mistakes.</summary>
    private void Fill(PropertyInfo property, object options, IConfigurationSection setting)
    {
        try
        {
            if (setting.Value is not null) property.SetValue(options, setting.Get(property.PropertyType));
        }
        catch (InvalidOperationException)
        {
            // Without the value, which may be a secret in the wrong place.
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            _mistakes.Add($"{setting.Path} cannot be read as {type.Name}.");
        }
    }

    /// <summary>Notes the settings of a section that its owner reads and judges when the host starts.</summary>
    public SettingsReader Leave<T>(string section)
    {
        _known[section] = [.. typeof(T).GetProperties().Where(p => p.CanWrite).Select(p => p.Name.ToUpperInvariant())];
        return this;
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="SettingsMistakeException">At least one mistake was found.</exception>
    public void Check()
    {
        _mistakes.AddRange(UnknownKeys());
        // The framework would open these beside ours: in clear, or with another floor than ours.
        if (configuration.GetSection("Kestrel").Exists()) _mistakes.Add("Kestrel is not a setting; the listener is RealtimeCare:Host:Address and Port.");
        if (_mistakes.Count > 0) throw new SettingsMistakeException(_mistakes);
    }

    private IEnumerable<string> UnknownKeys() =>
        from section in configuration.GetSection(Root).GetChildren()
        from key in section.GetChildren().Select(k => k.Key).DefaultIfEmpty("")
        where !IsTestBuildKey(section.Path)
        where !_known.TryGetValue(section.Path, out var names) || !names.Contains(key.ToUpperInvariant())
        select $"{ConfigurationPath.Combine(section.Path, key).TrimEnd(':')} is not a setting; known here: {Known(section.Path)}.";

    /// <summary>A test build can be told to misbehave; in any other this key is as unknown as a typing mistake.</summary>
    private static bool IsTestBuildKey(string path)
    {
#if SABOTAGE
        return path == "RealtimeCare:Sabotage";
#else
        return false;
#endif
    }

    private string Known(string section) => _known.TryGetValue(section, out var names)
        ? string.Join(", ", names.Select(n => n.ToLowerInvariant()))
        : string.Join(", ", _known.Keys);
}
