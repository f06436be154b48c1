using System.Text.Json;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>A value of a policy document, with the line it begins on.</summary>
internal sealed class DocumentNode(JsonTokenType kind, int line, string text, int? number = null)
{
    public int Line => line;

    /// <summary>The text of a string; empty for everything else.</summary>
    public string Text => text;

    /// <summary>The value of a whole number; null for everything else.</summary>
    public int? Number => number;

    public bool IsObject => kind == JsonTokenType.StartObject;

    public bool IsArray => kind == JsonTokenType.StartArray;

    public bool IsString => kind == JsonTokenType.String;

    public List<DocumentMember> Members { get; } = [];

    public List<DocumentNode> Items { get; } = [];

    public DocumentNode? Find(string name) => Members.Find(m => m.Name == name)?.Value;
}

/// <summary>A member of an object of a policy document.</summary>
internal sealed record DocumentMember(string Name, int Line, DocumentNode Value);
