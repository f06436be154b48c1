using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>Reads JSON that lies whole in memory, token by token, as <see cref="Utf8JsonReader"/> does and for half the price.</summary>
/// <remarks>
/// It accepts exactly what <see cref="Utf8JsonReader"/> accepts by default with a depth of 64, given valid UTF-8. A copy goes on
/// from where it was copied.
/// </remarks>
internal ref struct FhirCursor(ReadOnlySpan<byte> input)
{
    private const int MostDepth = 64;

    private readonly ReadOnlySpan<byte> input = input;
    private int position;
    private int depth;
    private ulong arrays;

    /// <summary>What it stands on.</summary>
    public JsonTokenType TokenType { get; private set; }

    /// <summary>How many objects and arrays are open around the token; an opening and its end stand at the same depth.</summary>
    public readonly int CurrentDepth => TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? depth - 1 : depth;

    /// <summary>Where the token's text begins: after the quote of a string or name.</summary>
    public int ValueStart { get; private set; }

    /// <summary>How long the token's text is.</summary>
    public int ValueLength { get; private set; }

    /// <summary>Whether the text of the string or name has escapes.</summary>
    public bool ValueIsEscaped { get; private set; }

    /// <summary>False at the end of an object or array that holds nothing, not even white space.</summary>
    public readonly bool IsFilled => TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray)
        || input[position - 2] is not ((byte)'{' or (byte)'[');

    /// <summary>Whether white space has been passed since the beginning.</summary>
    public bool HasSpace { get; private set; }

    /// <summary>Where the token begins: at the quote of a string or name.</summary>
    public readonly int TokenStart => TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? ValueStart - 1 : ValueStart;

    /// <summary>Where what comes after the token begins; after the colon of a name.</summary>
    public readonly int Position => position;

    /// <summary>The token's text as it stands, without quotes.</summary>
    public readonly ReadOnlySpan<byte> ValueSpan => input.Slice(ValueStart, ValueLength);

    /// <summary>Moves to the next token; false at the end of the text.</summary>
    /// <exception cref="JsonException">The text is not well-formed.</exception>
    public bool Read()
    {
        var next = Peek();
        if (TokenType == JsonTokenType.PropertyName) return ReadValue(next);
        if (depth == 0) return ReadRoot(next);
        var isInArray = (arrays & (1UL << (depth - 1))) != 0;
        if (next == (isInArray ? ']' : '}')) return Close(isInArray);
        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            if (next != ',') Fail();
            position++;
            next = Peek();
        }

        return isInArray ? ReadValue(next) : ReadName(next);
    }

    /// <summary>Moves to the end of the value that it stands on, or of the member whose name it stands on.</summary>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName) Read();
        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        var outside = depth - 1;
        while (depth > outside) Read();
    }

    /// <summary>Whether the string or name says just this, escaped or not.</summary>
    public readonly bool ValueTextEquals(ReadOnlySpan<byte> text) =>
        ValueIsEscaped ? Unescaped().ValueTextEquals(text) : ValueSpan.SequenceEqual(text);

    /// <summary>Writes the string's text without its escapes; gives how long that is.</summary>
    /// <exception cref="InvalidOperationException">The escapes are no Unicode text.</exception>
    public readonly int CopyString(scoped Span<byte> target)
    {
        if (ValueIsEscaped) return Unescaped().CopyString(target);
        ValueSpan.CopyTo(target);
        return ValueLength;
    }

    private readonly Utf8JsonReader Unescaped()
    {
        var reader = new Utf8JsonReader(input.Slice(ValueStart - 1, ValueLength + 2));
        reader.Read();
        return reader;
    }

    private bool ReadRoot(int next)
    {
        if (TokenType == JsonTokenType.None) return ReadValue(next);
        if (next >= 0) Fail();
        return false;
    }

    private bool ReadValue(int next)
    {
        if (next == '"')
        {
            ReadString();
            TokenType = JsonTokenType.String;
            return true;
        }

        switch (next)
        {
            case '{':
                return Open(JsonTokenType.StartObject);
            case '[':
                return Open(JsonTokenType.StartArray);
            case 't':
                return ReadLiteral("true"u8, JsonTokenType.True);
            case 'f':
                return ReadLiteral("false"u8, JsonTokenType.False);
            case 'n':
                return ReadLiteral("null"u8, JsonTokenType.Null);
            default:
                return ReadNumber();
        }
    }

    private bool ReadName(int next)
    {
        if (next != '"') Fail();
        ReadString();
        if (Peek() != ':') Fail();
        position++;
        TokenType = JsonTokenType.PropertyName;
        return true;
    }

    private bool Open(JsonTokenType token)
    {
        if (depth == MostDepth) Fail();
        var bit = 1UL << depth++;
        arrays = token == JsonTokenType.StartArray ? arrays | bit : arrays & ~bit;
        return Mark(token, 1);
    }

    private bool Close(bool isArray)
    {
        depth--;
        return Mark(isArray ? JsonTokenType.EndArray : JsonTokenType.EndObject, 1);
    }

    private bool ReadLiteral(ReadOnlySpan<byte> text, JsonTokenType token)
    {
        if (!input[position..].StartsWith(text)) Fail();
        return Mark(token, text.Length);
    }

    private bool ReadNumber()
    {
        var length = MeasureNumber(input[position..]);
        if (length == 0) Fail();
        return Mark(JsonTokenType.Number, length);
    }

    private bool Mark(JsonTokenType token, int length)
    {
        TokenType = token;
        ValueIsEscaped = false;
        ValueStart = position;
        ValueLength = length;
        position += length;
        return true;
    }

    /// <summary>The next byte that is no white space, where the position now is; -1 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Peek()
    {
        if ((uint)position >= (uint)input.Length) return -1;
        var next = input[position];
        return next > ' ' ? next : PeekBehindSpace();
    }

    private int PeekBehindSpace()
    {
        HasSpace = true;
        while (position < input.Length)
        {
            var next = input[position];
            if (next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) return next;
            position++;
        }

        return -1;
    }

    /// <summary>Reads the string whose quote it stands before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReadString()
    {
        var at = position + 1;
        ValueStart = at;
        ValueIsEscaped = false;
        while (true)
        {
            at += FindStop(input[at..]);
            if (at >= input.Length || input[at] < ' ') Fail();
            if (input[at] == '"') break;
            ValueIsEscaped = true;
            at += MeasureEscape(input[at..]);
        }

        ValueLength = at - ValueStart;
        position = at + 1;
    }

    /// <summary>How many bytes come before a quote, a backslash or a control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindStop(ReadOnlySpan<byte> text)
    {
        var at = 0;
        ref var start = ref MemoryMarshal.GetReference(text);
        for (; at + Vector128<byte>.Count <= text.Length; at += Vector128<byte>.Count)
        {
            var part = Vector128.LoadUnsafe(ref start, (nuint)at);
            var stops = Vector128.Equals(part, Vector128.Create((byte)'"'))
                | Vector128.Equals(part, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(part, Vector128.Create((byte)' '));
            if (stops != Vector128<byte>.Zero) return at + System.Numerics.BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
        }

        while (at < text.Length && text[at] >= ' ' && text[at] is not ((byte)'"' or (byte)'\\')) at++;
        return at;
    }

    private static int MeasureEscape(ReadOnlySpan<byte> text)
    {
        if (text.Length > 1 && "\"\\/bfnrt"u8.Contains(text[1])) return 2;
        if (text.Length < 6 || text[1] != 'u') Fail();
        for (var i = 2; i < 6; i++)
            if (!char.IsAsciiHexDigit((char)text[i])) Fail();
        return 6;
    }

    /// <summary>How long the number is that the text begins with; 0 when it begins with none.</summary>
    private static int MeasureNumber(ReadOnlySpan<byte> text)
    {
        var at = text.StartsWith("-"u8) ? 1 : 0;
        var digits = CountDigits(text[at..]);
        if (digits == 0 || (digits > 1 && text[at] == '0')) return 0;
        at += digits;
        if (at < text.Length && text[at] == '.')
        {
            digits = CountDigits(text[++at..]);
            if (digits == 0) return 0;
            at += digits;
        }

        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < text.Length && text[at] is (byte)'+' or (byte)'-') at++;
            digits = CountDigits(text[at..]);
            if (digits == 0) return 0;
            at += digits;
        }

        return at;
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && (uint)(text[count] - '0') <= 9) count++;
        return count;
    }

    [DoesNotReturn]
    private static void Fail() => throw new JsonException();
}
