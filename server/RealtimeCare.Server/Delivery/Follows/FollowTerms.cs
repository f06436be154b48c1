using System.Security.Cryptography;
using System.Text;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Delivery.Follows;

/// <summary>What a following of one's own patients asks for, the same for each of them.</summary>
internal sealed record FollowTerms(Guid Id, IReadOnlyList<string> Topics, FollowFrom From, bool IsRestricted, string? Audience)
{
    public static FollowTerms Of(FollowMineRequest request) =>
        new(request.FollowId, request.Topics, request.From, request.Restricted, request.Audience);

    public static FollowTerms Of(ResumedFollow resumed) => new(resumed.FollowId, resumed.Topics, resumed.From, resumed.Restricted, resumed.Audience);

    public AccessTarget TargetOf(PatientId? patient) => new(patient, Topics, IsRestricted, Audience);

    /// <summary>The same patient has the same subscription whenever it joins, so that a client can go on with it.</summary>
    public Guid SubscriptionOf(PatientId patient)
    {
        Span<byte> named = stackalloc byte[16 + Encoding.UTF8.GetMaxByteCount(patient.Value.Length)];
        Id.TryWriteBytes(named);
        var length = Encoding.UTF8.GetBytes(patient.Value, named[16..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(named[..(16 + length)], hash);
        return new Guid(hash[..16]);
    }
}
