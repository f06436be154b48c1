using System.Security.Cryptography;
using System.Text;
using CsCheck;
using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Audit.Verification;

namespace RealtimeCare.Tests.Audit;

public sealed class EntryForms : IDisposable
{
    private static readonly Gen<string?> Text = Gen.String[0, 40].Null(0.3)!;

    private static readonly Gen<long?> Number = Gen.Long.Nullable(0.3);

    private static readonly Gen<Entry> Entries =
        from texts in Text.Array[9]
        from numbers in Number.Array[5]
        from outcome in Gen.Enum<EntryOutcome>()
        from at in Gen.DateTimeOffset
        from id in Gen.Guid.Nullable(0.3)
        from factors in Gen.Select(Gen.String[1, 20], Gen.Bool, Gen.String[0, 20], (name, permits, reason) => new EntryFactor(name, permits, reason)).List[0, 5]
        select new Entry
        {
            Kind = EntryKinds.Invocation,
            Outcome = outcome,
            At = at,
            Tenant = texts[0],
            Connection = texts[1],
            Client = texts[2],
            Operation = texts[3],
            Reason = texts[4],
            RequestId = texts[5],
            TokenId = texts[6],
            PolicyHash = texts[7],
            Audience = texts[8],
            Subscription = id,
            Epoch = numbers[0],
            FromOffset = numbers[1],
            ThroughOffset = numbers[2],
            AcknowledgedOffset = numbers[3],
            Count = numbers[4],
            Factors = factors,
        };

    private readonly string _folder = Directory.CreateTempSubdirectory("entries-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        var encoding = new EntryEncoding(Pseudonyms.LoadOrCreate(Path.Combine(_folder, "key")));

        Entries.Sample(entry =>
        {
            var bytes = new byte[EntryEncoding.MaxLength];
            var length = encoding.Encode(entry, bytes);
            Assert.True(EntryReader.IsEntry(bytes.AsSpan(0, length), out var at));
            Assert.Equal(entry.At.UtcTicks / 10, at.UtcTicks / 10);
            Assert.Equal(Expected(entry), EntryReader.Read(bytes.AsSpan(0, length)).Where(field => field.Key != "at").Select(field => $"{field.Key}={field.Value}"));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("01 0100 61")]
    [InlineData("02 0100 00 01 0100 61 03 0800 0000000000000000")]
    [InlineData("01 0100 61 02 0100 00 03 0800 0000000000000000 03 0800 0000000000000000")]
    [InlineData("01 0100 61 02 0100 03 03 0800 0000000000000000")]
    [InlineData("01 0100 ff 02 0100 00 03 0800 0000000000000000")]
    [InlineData("01 0100 61 02 0100 00 03 0700 00000000000000")]
    [InlineData("01 0100 61 02 0100 00 03 0800 0000000000000000 06 0100 00")]
    [InlineData("01 0100 61 02 0100 00 03 0800 0000000000000000 0d ff00 00")]
    [InlineData("01 0100 61 02 0100 00 03 0800 ffffffffffffff7f")]
    public void Any_other_form_is_not_an_entry(string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.False(EntryReader.IsEntry(bytes, out _));
    }

    [Fact]
    public void A_field_of_a_later_version_is_shown_by_its_number()
    {
        var bytes = Convert.FromHexString("0101006102010000030800000000000000000040020 0beef".Replace(" ", "", StringComparison.Ordinal));

        Assert.True(EntryReader.IsEntry(bytes, out _));
        Assert.Equal(new("field64", "beef"), EntryReader.Read(bytes)[^1]);
    }

    [Fact]
    public void Both_ways_to_SHA3_give_the_same()
    {
        Gen.Byte.Array[0, 2000].Sample(data =>
        {
            var portable = new byte[32];
            Sha3.HashPortable(data, portable);
            var chosen = new byte[32];
            Sha3.Hash(data, chosen);
            Assert.Equal(chosen, portable);
        });
        var empty = new byte[32];
        Sha3.HashPortable([], empty);
        Assert.Equal("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a", Convert.ToHexStringLower(empty));
    }

    [Fact]
    public void A_head_is_read_back_from_its_text()
    {
        var head = new TrailHead("ward-3", 42, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

        Assert.True(TrailHead.TryParse(head.ToString(), out var read));
        Assert.Equal(head, read);
        Assert.False(TrailHead.TryParse("ward-3/42", out _));
        Assert.False(TrailHead.TryParse($"ward-3/-1/{head.Sha3}", out _));
    }

    private static IEnumerable<string> Expected(Entry entry)
    {
        (string Name, object? Value)[] fields =
        [
            ("kind", entry.Kind), ("outcome", entry.Outcome.ToString().ToLowerInvariant()), ("tenant", Utf8(entry.Tenant)),
            ("connection", Utf8(entry.Connection)), ("client", Utf8(entry.Client)), ("operation", Utf8(entry.Operation)),
            ("reason", Utf8(entry.Reason)), ("requestId", Utf8(entry.RequestId)), ("tokenId", Utf8(entry.TokenId)),
            ("policyHash", Utf8(entry.PolicyHash)), ("audience", Utf8(entry.Audience)), ("subscription", entry.Subscription),
            ("epoch", entry.Epoch), ("fromOffset", entry.FromOffset), ("throughOffset", entry.ThroughOffset),
            ("acknowledgedOffset", entry.AcknowledgedOffset), ("count", entry.Count),
        ];
        return fields.Where(field => field.Value is not null).Select(field => $"{field.Name}={field.Value}")
            .Concat(entry.Factors.Select(factor => $"factor={Utf8(factor.Name)} {(factor.Permits ? "permits" : "denies")}: {Utf8(factor.Reason)}"));
    }

    /// <summary>A text whose surrogates do not pair is written with replacement characters.</summary>
    private static string? Utf8(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
