using System.Reflection;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;

namespace LobResearch.Charts.Tests.Disclosure;

/// <summary>No public way leads from a study to bytes of a picture or its data but through the gate.</summary>
internal sealed class NoWayAroundTests
{
    private static readonly Assembly Charts = typeof(DisclosureGate).Assembly;

    private static IEnumerable<Type> Contents => Charts.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && Interfaces(type, typeof(IReleasable<>)).Any());

    private static IEnumerable<Type> Pictures => Charts.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IChart).IsAssignableFrom(type));

    [Test]
    public void PublicMembers_ThatGiveBytesOrRows_AreThoseOfReleasedThings()
    {
        var ways = Charts.GetExportedTypes().Where(type => !IsReleased(type))
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(member => Given(member).Any(GivesAway)).Select(member => $"{type.Name}.{member.Name}"));
        Assert.That(ways, Is.Empty);
    }

    [Test]
    public void ReleasedThings_CannotBeMadeOutside() =>
        Assert.That(Charts.GetExportedTypes().Where(IsReleased).SelectMany(type => type.GetConstructors()), Is.Empty);

    [Test]
    public void Gate_CannotBeMadeOutside_NorBeGivenAnotherLog()
    {
        Assert.That(typeof(DisclosureGate).GetConstructors(), Is.Empty);
        Assert.That(Charts.GetExportedTypes().Where(type => typeof(IReleaseLog).IsAssignableFrom(type)), Is.Empty);
    }

    [Test]
    public void Pictures_AreMadeOfReleasedContentAlone()
    {
        Assert.That(Pictures, Is.Not.Empty);
        foreach (var picture in Pictures)
        {
            Assert.That(picture.IsPublic, Is.False, picture.Name);
            foreach (var constructor in picture.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                Assert.That(constructor.GetParameters().Any(parameter => parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(Released<>)), Is.True, $"{picture.Name} is made of something that wasn't released");
        }
    }

    [Test]
    public void Contents_StayInside()
    {
        Assert.That(Contents, Is.Not.Empty);
        foreach (var content in Contents)
            Assert.That(content.IsPublic, Is.False, content.Name);
        Assert.That(typeof(IDisclosable<>).IsPublic || typeof(IReleasable<>).IsPublic, Is.False);
        Assert.That(typeof(Released<>).IsPublic, Is.False);
    }

    [Test]
    public void ReleasedContent_IsMadeByTheGateAlone()
    {
        // Read from the compiled code: who calls the constructor.
        var makers = Charts.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(MakesReleased).Select(method => Outermost(method.DeclaringType!).Name).Distinct(StringComparer.Ordinal);
        Assert.That(makers, Is.EqualTo(new[] { nameof(DisclosureGate) }));
    }

    private static bool IsReleased(Type type) => type == typeof(ReleasedChart) || type.Name.StartsWith("Released", StringComparison.Ordinal);

    private static IEnumerable<Type> Given(MemberInfo member) => member switch
    {
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Where(parameter => parameter.IsOut || parameter.ParameterType == typeof(Stream)).Select(parameter => parameter.ParameterType)],
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };

    // Bytes, streams, rows of text, and anything of the drawing libraries.
    private static bool GivesAway(Type type)
    {
        var parts = Parts(type).ToList();
        return parts.Any(part => part == typeof(byte) || typeof(Stream).IsAssignableFrom(part) || typeof(IChart).IsAssignableFrom(part) || part == typeof(string[])
            || part.Namespace?.StartsWith("SkiaSharp", StringComparison.Ordinal) == true || part.Namespace?.StartsWith("ScottPlot", StringComparison.Ordinal) == true
            || Interfaces(part, typeof(IReleasable<>)).Any());
    }

    private static IEnumerable<Type> Parts(Type type) => type.IsArray ? [type, .. Parts(type.GetElementType()!)]
        : type.IsByRef ? Parts(type.GetElementType()!)
        : type.IsGenericType ? [type, .. type.GetGenericArguments().SelectMany(Parts)]
        : [type];

    private static IEnumerable<Type> Interfaces(Type type, Type definition) => type.GetInterfaces().Where(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == definition);

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static bool MakesReleased(MethodInfo method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            return false;
        const byte NewObject = 0x73;
        for (var place = 0; place + 4 < code.Length; place++)
        {
            if (code[place] != NewObject)
                continue;
            try
            {
                var made = method.Module.ResolveMethod(BitConverter.ToInt32(code, place + 1), method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null);
                if (made?.DeclaringType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Released<>))
                    return true;
            }
            catch (Exception fault) when (fault is ArgumentException or BadImageFormatException)
            {
                // Bytes that look like the instruction and aren't.
                continue;
            }
        }

        return false;
    }
}
