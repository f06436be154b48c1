using System.Text;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Tests.Audit;

public sealed class PseudonymsInTheTrail
{
    private const string Canary = "canary-MRN-0042";

    private static readonly Entry Full = TrailDesk.Some() with
    {
        Actor = Canary + "-actor",
        Session = Canary + "-session",
        Patient = Canary + "-patient",
        Target = Canary + "-target",
        Address = Canary + "-address",
    };

    [Fact]
    public async Task No_identifier_stands_in_any_file_of_the_trail()
    {
        using var desk = new TrailDesk();

        await using (var trail = await desk.OpenAsync())
            await trail.AppendAsync(Full, TestContext.Current.CancellationToken);

        foreach (var path in Directory.GetFiles(desk.Folder, "*", SearchOption.AllDirectories))
        {
            var bytes = SegmentBytes.Read(path);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Canary)));
        }
    }

    [Fact]
    public async Task Whoever_holds_the_key_finds_the_entries_of_an_identifier()
    {
        using var desk = new TrailDesk();
        await using (var trail = await desk.OpenAsync())
            await trail.AppendAsync(Full, TestContext.Current.CancellationToken);

        var pseudonyms = Pseudonyms.Load(Path.Combine(desk.Folder, "keys", "pseudonym.key"));
        var found = Assert.Single(desk.Entries(), entry => entry["patient"] == pseudonyms.Of(PseudonymDomain.Patient, "north", Canary + "-patient"));

        Assert.Equal(pseudonyms.KeyId, found["pseudonymKey"]);
        Assert.Equal(pseudonyms.Of(PseudonymDomain.Actor, "north", Canary + "-actor"), found["actor"]);
        Assert.Equal(pseudonyms.Of(PseudonymDomain.Session, "north", Canary + "-session"), found["session"]);
        Assert.Equal(pseudonyms.Of(PseudonymDomain.Target, "north", Canary + "-target"), found["target"]);
        Assert.Equal(pseudonyms.Of(PseudonymDomain.Address, "north", Canary + "-address"), found["address"]);
    }

    [Fact]
    public async Task Pseudonyms_differ_by_domain_tenant_identifier_and_key()
    {
        using var desk = new TrailDesk();
        using var other = new TrailDesk();
        await desk.WriteAsync(0);
        await other.WriteAsync(0);
        var own = Pseudonyms.Load(Path.Combine(desk.Folder, "keys", "pseudonym.key"));
        var foreign = Pseudonyms.Load(Path.Combine(other.Folder, "keys", "pseudonym.key"));

        string[] all =
        [
            own.Of(PseudonymDomain.Actor, "a", "bc"), own.Of(PseudonymDomain.Actor, "ab", "c"), own.Of(PseudonymDomain.Actor, null, "abc"),
            own.Of(PseudonymDomain.Target, "a", "bc"), foreign.Of(PseudonymDomain.Actor, "a", "bc"),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.NotEqual(own.KeyId, foreign.KeyId);
    }

    [Fact]
    public async Task Nodes_with_one_key_file_give_one_pseudonym()
    {
        using var first = new TrailDesk(log: "one");
        using var second = new TrailDesk(log: "two");
        second.Options.PseudonymKeyFile = Path.Combine(first.Folder, "keys", "pseudonym.key");
        await first.WriteAsync(1);
        await second.WriteAsync(1);

        Assert.Equal(first.Entries()[1]["actor"], second.Entries()[1]["actor"]);
    }
}
