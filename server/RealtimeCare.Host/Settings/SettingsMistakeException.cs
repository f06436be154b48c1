namespace RealtimeCare.Host.Settings;

/// <summary>The settings cannot be used; carries every mistake at once, so that one start shows them all.</summary>
public sealed class SettingsMistakeException(IReadOnlyCollection<string> mistakes)
    : Exception("The settings cannot be used:" + string.Concat(mistakes.Select(m => Environment.NewLine + "  - " + m)));
