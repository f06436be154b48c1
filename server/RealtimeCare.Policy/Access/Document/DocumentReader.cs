using System.Text.Json;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Reads JSON into nodes that know their lines. Members that come twice are mistakes; the first one counts.</summary>
internal ref struct DocumentReader
{
    private readonly ReadOnlySpan<byte> input;
    private readonly List<PolicyMistake> mistakes;
    private Utf8JsonReader reader;
    private int line = 1;
    private int countedTo;

    private DocumentReader(ReadOnlySpan<byte> input, List<PolicyMistake> mistakes)
    {
        this.input = input;
        this.mistakes = mistakes;
        reader = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = 16 });
    }

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="PolicyException">It is no JSON.</exception>
    public static DocumentNode Read(ReadOnlySpan<byte> utf8, List<PolicyMistake> mistakes)
    {
        var document = new DocumentReader(utf8, mistakes);
        try
        {
            document.reader.Read();
            var root = document.ReadValue();
            document.reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            throw new PolicyException([new PolicyMistake((int)(e.LineNumber ?? 0) + 1, "is no well-formed JSON")]);
        }
        catch (InvalidOperationException)
        {
            throw new PolicyException([new PolicyMistake(document.Line(), "holds text that is no Unicode")]);
        }
    }

    private DocumentNode ReadValue()
    {
        var kind = reader.TokenType;
        int? number = kind == JsonTokenType.Number && reader.TryGetInt32(out var whole) ? whole : null;
        var node = new DocumentNode(kind, Line(), kind == JsonTokenType.String ? reader.GetString()! : "", number);
        if (kind == JsonTokenType.StartObject) ReadMembers(node);
        else if (kind == JsonTokenType.StartArray) ReadItems(node);
        return node;
    }

    private void ReadMembers(DocumentNode node)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var at = Line();
            reader.Read();
            var value = ReadValue();
            if (node.Find(name) is null) node.Members.Add(new DocumentMember(name, at, value));
            else mistakes.Add(new PolicyMistake(at, $"'{name}' comes twice"));
        }
    }

    private void ReadItems(DocumentNode node)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) node.Items.Add(ReadValue());
    }

    private int Line()
    {
        var here = (int)reader.TokenStartIndex;
        line += input[countedTo..here].Count((byte)'\n');
        countedTo = here;
        return line;
    }
}
