namespace MailSuite.Tests.Base;

public class BytesTests
{
    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xC3, 0xA9 })]
    [InlineData(new byte[] { 0xFF, (byte)'x', 0x80 })]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x92, 0x80, 0xED, 0xB2, 0x80 })]
    [InlineData(new byte[0])]
    public void Bytes_come_back_as_they_were(byte[] bytes) => Assert.Equal(bytes, Bytes.Of(Bytes.Text(bytes)));

    [Fact]
    public void Control_characters_do_not_reach_the_log() => Assert.Equal("a?b?c", Bytes.Printable("a\nb\u001bc"));

    [Fact]
    public void A_byte_that_is_not_text_is_shown_as_a_question_mark() => Assert.Equal("x?", Bytes.Printable(Bytes.Text([(byte)'x', 0xE9])));
}
