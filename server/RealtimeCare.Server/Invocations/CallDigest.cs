using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Invocations;

/// <summary>What a call asks for, without what differs from one attempt to the next.</summary>
internal static class CallDigest
{
    private static readonly HashSet<string> Envelope =
        [nameof(IHubRequest.InvocationId), nameof(IHubRequest.ConnectionToken), nameof(IHubRequest.Timestamp)];

    private static readonly JsonSerializerOptions Content = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutEnvelope } },
    };

    /// <summary>
    /// A hash of the method, the content of its request and the patient whom that leads to: an identifier may lead to another by now, who is
    /// not the one that the first answer tells of.
    /// </summary>
    public static byte[] Of(MethodInfo method, Invocation invocation)
    {
        var request = invocation.Request!;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{method.DeclaringType}.{method.Name}\n{invocation.Patient?.Value}\n"));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), Content));
        return hash.GetHashAndReset();
    }

    private static void LeaveOutEnvelope(JsonTypeInfo type)
    {
        if (!typeof(IHubRequest).IsAssignableFrom(type.Type)) return;
        for (var index = type.Properties.Count - 1; index >= 0; index--)
            if (type.Properties[index].AttributeProvider is MemberInfo member && Envelope.Contains(member.Name)) type.Properties.RemoveAt(index);
    }
}
