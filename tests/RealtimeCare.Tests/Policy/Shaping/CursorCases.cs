using System.Text;
using System.Text.Json;
using CsCheck;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>The cursor reads what <see cref="Utf8JsonReader"/> reads, and refuses what it refuses.</summary>
public sealed class CursorCases
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"\"", "\"sixteen letters!\"", "\"sixteen letters and\\\" more\"", "\"\\u00e9\\n\\/\"", "\"\\u12g4\"",
        "\"\\x\"", "\"", "\\", "0", "-0", "01", "-", "1.5", "1.", ".5", "1e5", "1E+05", "1e", "-1.0E-2", "true", "false", "null", "nul", "truex",
        " ", "\n", "\t", "\r", "\u0001", "\"\u0001\"", "\"é€😀\"", "/* */", "NaN", "+1", "\ufeff", "\u00a0",
    ];

    private static readonly Gen<string> Soup = Gen.Int[0, Pieces.Length - 1].Array[0, 12].Select(picks => string.Concat(picks.Select(p => Pieces[p])));

    private static readonly Gen<string> Values = Nest(Nest(Nest(Gen.Int[0, Pieces.Length - 1].Select(p => Pieces[p]))));

    [Fact]
    public void Any_soup_of_tokens_is_read_alike() => Soup.Sample(text => AssertAlike(Encoding.UTF8.GetBytes(text)), iter: 20_000);

    [Fact]
    public void Any_nest_of_tokens_is_read_alike() => Values.Sample(text => AssertAlike(Encoding.UTF8.GetBytes(text)), iter: 20_000);

    [Fact]
    public void Samples_are_read_alike_whole_cut_short_and_with_a_byte_changed()
    {
        var chance = new Random(4711);
        foreach (var (_, utf8) in SampleResources.All)
        {
            AssertAlike(utf8);
            AssertAlike(utf8.AsSpan(0, chance.Next(utf8.Length)).ToArray());
            for (var i = 0; i < 5; i++)
            {
                var changed = utf8.ToArray();
                changed[chance.Next(changed.Length)] = (byte)"{}[]\",:\\0e-. x"[chance.Next(14)];
                AssertAlike(changed);
            }
        }
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(10_000)]
    public void Both_end_at_the_same_depth(int depth)
    {
        AssertAlike(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)));
        AssertAlike(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)));
    }

    [Fact]
    public void Skipping_leaves_both_at_the_same_place()
    {
        var utf8 = """{"a":{"b":[1,{"c":[]}]},"d":"x","e":[[],{}],"f":1}"""u8;
        var cursor = new FhirCursor(utf8);
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            cursor.Read();
            if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 }) continue;
            reader.Skip();
            cursor.Skip();
            Assert.Equal(reader.TokenType, cursor.TokenType);
            Assert.Equal(reader.BytesConsumed, cursor.Position);
        }
    }

    private static Gen<string> Nest(Gen<string> inner) => Gen.OneOf(
        inner,
        inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
        inner.Array[0, 3].Select(items => $"{{{string.Join(',', items.Select((item, i) => $"\"n{i}\" : {item}"))}}}"));

    private static void AssertAlike(byte[] utf8) =>
        Assert.True(Expected(utf8).SequenceEqual(Actual(utf8)), $"read otherwise: {Encoding.UTF8.GetString(utf8)}");

    private static List<(JsonTokenType, int, bool, string)> Expected(byte[] utf8)
    {
        var tokens = new List<(JsonTokenType, int, bool, string)>();
        var reader = new Utf8JsonReader(utf8);
        try
        {
            while (reader.Read())
                tokens.Add((reader.TokenType, reader.CurrentDepth, reader.ValueIsEscaped, Encoding.UTF8.GetString(reader.ValueSpan)));
        }
        catch (JsonException)
        {
            return [];
        }

        return tokens;
    }

    private static List<(JsonTokenType, int, bool, string)> Actual(byte[] utf8)
    {
        var tokens = new List<(JsonTokenType, int, bool, string)>();
        var cursor = new FhirCursor(utf8);
        try
        {
            while (cursor.Read())
                tokens.Add((cursor.TokenType, cursor.CurrentDepth, cursor.ValueIsEscaped, Encoding.UTF8.GetString(cursor.ValueSpan)));
        }
        catch (JsonException)
        {
            return [];
        }

        return tokens;
    }
}
