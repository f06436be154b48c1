using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

public sealed class StreamKeyTests
{
    [Fact]
    public void Every_stream_has_a_name_of_its_own_that_leads_back_to_it()
    {
        var tenant = TenantId.Parse("north");
        StreamKey[] streams =
        [
            new(tenant, PatientId.Parse("one")), new(tenant, PatientId.Parse("one"), IsRestricted: true),
            StreamKey.InboxOf(tenant, SubjectId.Parse("one")), StreamKey.InboxOf(tenant, SubjectId.Parse("one"), isRestricted: true),
        ];

        var names = streams.Select(stream => stream.Subject).ToList();

        Assert.Equal(4, names.Distinct().Count());
        Assert.Equal(streams, names.Select(name => StreamKey.OfSubject(tenant, name)));
    }
}
