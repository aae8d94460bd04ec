using System.Text.Json;
using LobResearch.TestKit;
using NJsonSchema;

namespace LobResearch.Cli.Tests;

/// <summary>Checks a document against its published schema.</summary>
internal static class Schemas
{
    public static async Task<JsonElement> CheckAsync(string name, string document)
    {
        var schema = await JsonSchema.FromFileAsync(Repository.At("docs", "schemas", name + ".schema.json"));
        Assert.That(schema.Validate(document).Select(fault => fault.ToString()), Is.Empty);
        return JsonDocument.Parse(document).RootElement;
    }
}
