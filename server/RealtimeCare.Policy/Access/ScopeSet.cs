using System.Collections.Concurrent;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access;

/// <summary>The scopes of a token: SMART App Launch scopes, of version 2 and 1, and the product's own.</summary>
/// <remarks>
/// A SMART scope that is not understood grants nothing. So does one with a restriction, such as <c>?category=…</c>, wherever the
/// category of the resource is not known.
/// </remarks>
public sealed class ScopeSet
{
    private const int MostNarrowed = 64;

    private readonly HashSet<string> scopes;
    private readonly Dictionary<(ScopeContext Context, string Type), Interactions> grants = [];
    private readonly List<SmartScope> restricted = [];
    private readonly ConcurrentDictionary<(Audience, ScopeContext, string), Audience> narrowed = new();

    private ScopeSet(HashSet<string> scopes)
    {
        this.scopes = scopes;
        foreach (var text in scopes)
        {
            if (SmartScope.Read(text) is not { } scope) continue;
            if (scope.Categories is null) Add(scope);
            else restricted.Add(scope);
        }
    }

    /// <summary>Reads a space separated list.</summary>
    public static ScopeSet Parse(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>Whether the token carries exactly this scope, such as <c>realtimecare/session.admin</c>.</summary>
    public bool Contains(string scope) => scopes.Contains(scope);

    /// <summary>Whether the SMART scopes cover every one of the interactions, such as <c>rs</c>, on every resource of the type.</summary>
    public bool Allows(ScopeContext context, string resourceType, string interactions) =>
        SmartScope.ReadInteractions(interactions) is { } wanted && Covers(Granted(context, resourceType), wanted);

    /// <summary>The same for a resource of a known category, written <c>system|code</c>.</summary>
    public bool Allows(ScopeContext context, string resourceType, string interactions, string category)
    {
        if (SmartScope.ReadInteractions(interactions) is not { } wanted) return false;
        var granted = Granted(context, resourceType);
        foreach (var scope in restricted)
            if (scope.Context == context && scope.Type == resourceType && scope.Categories!.Contains(category))
                granted |= scope.Interactions;
        return Covers(granted, wanted);
    }

    /// <summary>
    /// The categories, written <c>system|code</c>, within which the scopes cover the interactions where they do not cover the whole
    /// type; null when there is none.
    /// </summary>
    public IReadOnlySet<string>? CategoriesOf(ScopeContext context, string resourceType, string interactions)
    {
        HashSet<string>? found = null;
        foreach (var scope in restricted)
        {
            if (scope.Context != context || scope.Type != resourceType) continue;
            foreach (var category in scope.Categories!)
                if (Allows(context, resourceType, interactions, category)) (found ??= []).Add(category);
        }

        return found;
    }

    /// <summary>What remains of an audience: types that no scope covers are taken out, others narrowed to the categories that are.</summary>
    /// <remarks>Made once and remembered: it depends on nothing that changes.</remarks>
    internal Audience Narrow(Audience audience, ScopeContext context, string interactions)
    {
        var key = (audience, context, interactions);
        if (narrowed.TryGetValue(key, out var known)) return known;
        // A new policy brings new audiences; those of the old one are nobody's any more.
        if (narrowed.Count >= MostNarrowed) narrowed.Clear();
        return narrowed.GetOrAdd(key, MakeNarrow(audience, context, interactions));
    }

    private Audience MakeNarrow(Audience audience, ScopeContext context, string interactions)
    {
        HashSet<string> without = [];
        Dictionary<string, IReadOnlySet<string>> categories = [];
        // A Bundle holds what each of its entries' types allows.
        foreach (var type in audience.Elements.Keys.Where(type => type != "Bundle" && !Allows(context, type, interactions)))
            if (CategoriesOf(context, type, interactions) is { } some) categories[type] = some;
            else without.Add(type);
        return without.Count + categories.Count == 0
            ? audience
            : audience.Limit(audience.Limits with { WithoutTypes = without, Categories = categories });
    }

    private static bool Covers(Interactions granted, Interactions wanted) => (granted & wanted) == wanted;

    private Interactions Granted(ScopeContext context, string resourceType) =>
        grants.GetValueOrDefault((context, resourceType)) | grants.GetValueOrDefault((context, SmartScope.AnyType));

    private void Add(SmartScope scope)
    {
        var key = (scope.Context, scope.Type);
        grants[key] = grants.GetValueOrDefault(key) | scope.Interactions;
    }
}
