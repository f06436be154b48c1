using System.Collections.Concurrent;

namespace RealtimeCare.Server.Access.Memory;

/// <summary>Keeps one copy of each text that stands in many facts: people, groups, parts. There are as many as people work here.</summary>
internal sealed class SharedTexts
{
    private readonly ConcurrentDictionary<string, string> texts = new(StringComparer.Ordinal);

    public string Share(string text) => texts.GetOrAdd(text, text);
}
