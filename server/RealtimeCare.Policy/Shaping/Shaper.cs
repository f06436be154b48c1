using System.Text.Json;
using System.Text.Unicode;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Reduces resources to audiences, in one pass over their UTF-8 JSON.</summary>
public static class Shaper
{
    /// <summary>
    /// Reduces a resource. The same input gives the same bytes. Null when the audience does not see such resources, when a label
    /// forbids it, or when the text is not one well-formed FHIR resource.
    /// </summary>
    /// <remarks>
    /// <c>resourceType</c> comes first, everything else in the order of the input. Where a modifier extension is withheld, one of
    /// the url <c>urn:realtimecare:withheld</c> takes its place, since it may change the meaning of what is shown. Where a critical
    /// element is withheld, a data-absent-reason of <c>masked</c> says that it is there. A label forbids the object it stands in:
    /// in <c>meta</c> the resource, elsewhere the provision or entity; of an entry whose resource is forbidden nothing remains.
    /// </remarks>
    public static Shape? Shape(ReadOnlySpan<byte> utf8Resource, Audience audience)
    {
        if (!Utf8.IsValid(utf8Resource)) return null;

        var walk = new ShapeWalk(utf8Resource, audience);
        try
        {
            return walk.Run();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // JsonException: not well-formed. InvalidOperationException: a label that is no Unicode text.
            return null;
        }
        finally
        {
            walk.Dispose();
        }
    }
}
