using System.Globalization;
using System.Net;
using System.Text;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Cli.Policies;

/// <summary>Writes the matrix. The same policy always gives the same text.</summary>
internal static class MatrixText
{
    private const string Title = "Minimum necessary: who sees what";

    private static readonly string[] RoleColumns =
        ["role", "audience", "relationship", "consent", "labels up to", "purposes", "topics", "operations", "may ask for instead"];

    private const string Purpose =
        "This is the documentation of 45 CFR 164.514(d)(2): the classes of persons who need access to protected health information, "
        + "the categories of it that each needs, and the conditions of that access. It is made from the policy that decides.";

    /// <summary>As Markdown.</summary>
    public static string Markdown(PolicyMatrix matrix) => Write(matrix, new MarkdownForm());

    /// <summary>As one HTML page without scripts.</summary>
    public static string Html(PolicyMatrix matrix) => Write(matrix, new HtmlForm());

    private static string Write(PolicyMatrix matrix, IForm form)
    {
        form.Begin(Title);
        form.Text(Purpose);
        form.Text($"Policy: SHA-256 {matrix.Policy.Hash}");
        form.Heading("Classes of persons and conditions");
        form.Table(RoleColumns, matrix.Policy.Roles.Select(role => RoleRow(matrix, role)));
        form.Heading("Further conditions");
        foreach (var line in Conditions(matrix.Policy.Rules)) form.Text(line);
        form.Heading("Categories of information");
        form.Text("yes: with everything below it, but extensions, contained resources and attachments only where they are named. "
            + "marked: withheld, and a marker says that it is there. Empty: not seen. Types and ids are always shown.");
        foreach (var type in matrix.Types) WriteType(matrix, type, form);
        return form.End();
    }

    private static void WriteType(PolicyMatrix matrix, string type, IForm form)
    {
        var roles = matrix.Readers.Where(role => matrix.Reaches(role, type)).ToList();
        var topics = matrix.TopicsOf(type);
        form.Heading(type);
        form.Text(topics.Count == 0 ? "Only within other resources." : $"Topics: {string.Join(", ", topics)}.");
        if (roles.Count == 0) form.Text("Seen by nobody.");
        else form.Table(
            ["element", .. roles.Select(static role => role.Name)],
            matrix.ElementsOf(type).Select(element => (string[])[element, .. roles.Select(role => matrix.Cell(role, type, element))]));
        if (matrix.UnseenOf(type) is { Count: > 0 } unseen) form.Text($"Seen by nobody: {string.Join(", ", unseen)}.");
    }

    private static string[] RoleRow(PolicyMatrix matrix, RoleRule role) =>
    [
        role.Name, role.Audience?.Name ?? "none", PolicyMatrix.RelationshipOf(role), matrix.ConsentOf(role), PolicyMatrix.ClearanceOf(role.Audience),
        Sorted(role.Purposes), Sorted(role.Topics), Sorted(role.Operations), string.Join(' ', role.Narrower.Select(static a => a.Name)),
    ];

    private static IEnumerable<string> Conditions(AccessRules rules)
    {
        var glass = rules.BreakGlass;
        yield return rules.AbsentConsentPermits ? "Where no consent speaks to a question, it counts as permitted." : "Where no consent speaks to a question, it counts as denied.";
        yield return "Relationships count after their end: " + Hours(rules.Grace);
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Broken glass: {glass.Default.TotalMinutes} minutes unless said otherwise and {glass.Max.TotalMinutes} at most, after a sign-in not older than {glass.SignInWithin.TotalMinutes} minutes, for {Sorted(glass.Purposes)}, because of {Sorted(glass.Reasons)}; it reaches {glass.LabelCeiling} {Sorted(glass.Sensitivities)}.");
        yield return string.Create(CultureInfo.InvariantCulture,
            $"No fresh sign-in and no attestation are asked for within {glass.ExemptAfterGrant.TotalDays} days of an attested grant, nor after the end of a relationship: {Hours(glass.ExemptAfter)}");
    }

    private static string Hours(IReadOnlyDictionary<string, TimeSpan> parts) => parts.Count == 0 ? "none." : string.Join(
        ", ", parts.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value.TotalHours} h"))) + ".";

    private static string Sorted(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));

    private interface IForm
    {
        void Begin(string title);

        void Heading(string text);

        void Text(string text);

        void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows);

        string End();
    }

    private sealed class MarkdownForm : IForm
    {
        private readonly StringBuilder text = new();

        public void Begin(string title) => text.Append("# ").Append(title).Append("\n\n");

        public void Heading(string heading) => text.Append("## ").Append(heading).Append("\n\n");

        public void Text(string line) => text.Append(line).Append("\n\n");

        public void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
        {
            Row(columns);
            Row([.. columns.Select(static _ => "---")]);
            foreach (var row in rows) Row(row);
            text.Append('\n');
        }

        public string End() => text.ToString().TrimEnd('\n') + "\n";

        private void Row(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    private sealed class HtmlForm : IForm
    {
        private const string Style = "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:2px 6px;text-align:left;vertical-align:top}";

        private readonly StringBuilder text = new();

        public void Begin(string title) => text.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Escape(title))
            .Append("</title><style>").Append(Style).Append("</style></head><body>\n<h1>").Append(Escape(title)).Append("</h1>\n");

        public void Heading(string heading) => text.Append("<h2>").Append(Escape(heading)).Append("</h2>\n");

        public void Text(string line) => text.Append("<p>").Append(Escape(line)).Append("</p>\n");

        public void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
        {
            text.Append("<table>\n");
            Row(columns, "th");
            foreach (var row in rows) Row(row, "td");
            text.Append("</table>\n");
        }

        public string End() => text.Append("</body></html>\n").ToString();

        private void Row(IReadOnlyList<string> cells, string tag)
        {
            text.Append("<tr>");
            foreach (var cell in cells) text.Append('<').Append(tag).Append('>').Append(Escape(cell)).Append("</").Append(tag).Append('>');
            text.Append("</tr>\n");
        }

        private static string Escape(string plain) => WebUtility.HtmlEncode(plain);
    }
}
