using System.Text;
using System.Text.Json.Nodes;
using LobResearch.Notebooks.Kernel;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>Frames, signatures and what is refused.</summary>
public sealed class MessageFramingTests
{
    private static readonly byte[] Key = "key"u8.ToArray();

    // RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
    [Test]
    public void Sign_PublishedCase_GivesPublishedDigest()
    {
        byte[][] parts = ["what do ya "u8.ToArray(), "want "u8.ToArray(), "for "u8.ToArray(), "nothing?"u8.ToArray()];
        Assert.That(
            Encoding.ASCII.GetString(new MessageSigner("Jefe"u8.ToArray()).Sign(parts)),
            Is.EqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    }

    [Test]
    public void Read_SignedRequest_KeepsIdentitiesHeaderAndContent()
    {
        var request = Framing().Read(KernelChannel.Shell, Frames(identities: ["front"u8.ToArray(), "end"u8.ToArray()]), out var fault);
        Assert.That(fault, Is.Null);
        Assert.That(request, Is.Not.Null);
        Assert.That(request!.Type, Is.EqualTo("execute_request"));
        Assert.That(request.Identities, Is.EqualTo(new[] { "front"u8.ToArray(), "end"u8.ToArray() }));
        Assert.That(request.Text("code"), Is.EqualTo("1 + 1"));
        Assert.That(request.Flag("silent", true), Is.False);
        Assert.That(request.Number("cursor_pos", -1), Is.EqualTo(3));
        Assert.That(Encoding.UTF8.GetString(request.Header), Does.Contain("\"msg_id\":\"1\""));
    }

    [Test]
    public void Read_BinaryBuffersBehindIt_AreNoFault() =>
        Assert.That(Framing().Read(KernelChannel.Shell, [.. Frames(), [1, 2, 3]], out _), Is.Not.Null);

    [TestCase(0, TestName = "Read_EmptySignature_IsRefused")]
    [TestCase(63, TestName = "Read_ShortSignature_IsRefused")]
    [TestCase(64, TestName = "Read_ForgedSignature_IsRefused")]
    public void Read_WrongSignature_IsRefused(int length)
    {
        var frames = Frames();
        frames[1] = Encoding.ASCII.GetBytes(new string('0', length));
        Assert.That(Framing().Read(KernelChannel.Shell, frames, out var fault), Is.Null);
        Assert.That(fault, Is.EqualTo("a message with a wrong signature was ignored."));
    }

    [Test]
    public void Read_ContentChangedBehindTheSignature_IsRefused()
    {
        for (var part = 2; part < 6; part++)
        {
            var frames = Frames();
            frames[part] = "{\"code\":\"2 + 2\"}"u8.ToArray();
            Assert.That(Framing().Read(KernelChannel.Shell, frames, out _), Is.Null, $"part {part}");
        }
    }

    [Test]
    public void Read_SameMessageAgain_IsRefused()
    {
        var framing = Framing();
        Assert.That(framing.Read(KernelChannel.Shell, Frames(), out _), Is.Not.Null);
        Assert.That(framing.Read(KernelChannel.Control, Frames(), out var fault), Is.Null);
        Assert.That(fault, Does.Contain("been here before"));
    }

    [Test]
    public void Read_WrongMessage_DoesNotUseUpItsSignature()
    {
        var framing = Framing();
        var forged = Frames();
        forged[5] = "{}"u8.ToArray();
        framing.Read(KernelChannel.Shell, forged, out _);
        Assert.That(framing.Read(KernelChannel.Shell, Frames(), out _), Is.Not.Null);
    }

    [Test]
    public void Read_NotTheProtocol_IsRefused()
    {
        Assert.That(Framing().Read(KernelChannel.Shell, [], out _), Is.Null);
        Assert.That(Framing().Read(KernelChannel.Shell, ["<IDS|MSG>"u8.ToArray()], out _), Is.Null);
        Assert.That(Framing().Read(KernelChannel.Shell, [[], [], [], [], [], []], out _), Is.Null);
        Assert.That(Framing().Read(KernelChannel.Shell, Frames(content: "no json"), out var fault), Is.Null);
        Assert.That(fault, Does.Contain("no valid JSON"));
    }

    [Test]
    public void Write_Reply_ReadsBackWithParent()
    {
        var framing = Framing();
        var request = framing.Read(KernelChannel.Shell, Frames(), out _)!;
        var frames = framing.Write(new KernelMessage(KernelChannel.Shell, request.Identities, request.Header, "execute_reply", new JsonObject { ["status"] = "ok", ["text"] = "ë ≤ 😀" }));
        Assert.That(frames[^3], Is.EqualTo(request.Header));
        var back = Framing().Read(KernelChannel.Shell, frames, out var fault);
        Assert.That(fault, Is.Null);
        Assert.That(back!.Type, Is.EqualTo("execute_reply"));
        Assert.That(back.Text("text"), Is.EqualTo("ë ≤ 😀"));
    }

    [Test]
    public void Write_HalfASurrogatePair_StaysReadable()
    {
        var frames = Framing().Write(new KernelMessage(KernelChannel.Publish, [], KernelAnswers.NoParent, "stream", new JsonObject { ["text"] = "a\uD83Db" }));
        Assert.That(Framing().Read(KernelChannel.Shell, frames, out _)!.Text("text"), Is.EqualTo("a\uFFFDb"));
    }

    [Test]
    public void ReplayGuard_MoreThanItHolds_ForgetsTheOldest()
    {
        var guard = new ReplayGuard(capacity: 2);
        byte[] Signature(int number) => Encoding.ASCII.GetBytes($"{number}");
        Assert.That(new[] { 1, 2, 2, 3, 2, 1 }.Select(number => guard.IsNew(Signature(number))), Is.EqualTo(new[] { true, true, false, true, false, true }));
    }

    private static MessageFraming Framing() => new(new MessageSigner(Key));

    private static byte[][] Frames(byte[][]? identities = null, string content = """{"code":"1 + 1","silent":false,"cursor_pos":3}""")
    {
        byte[][] parts = ["""{"msg_id":"1","msg_type":"execute_request","version":"5.3"}"""u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), Encoding.UTF8.GetBytes(content)];
        return [.. identities ?? [], "<IDS|MSG>"u8.ToArray(), new MessageSigner(Key).Sign(parts), .. parts];
    }
}
