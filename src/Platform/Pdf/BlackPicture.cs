namespace Daicho.Platform.Pdf;

/// <summary>A picture in black alone, for the PDF writer: one bit a pixel, 1 black, rows from the top, each filled up to a byte.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Rows">The bits.</param>
public sealed record BlackPicture(int Width, int Height, byte[] Rows)
{
    private const int Threshold = 128;

    /// <summary>What is darker than the middle grey becomes black, the rest stays paper.</summary>
    public static BlackPicture Of(PngPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        int rowBytes = (picture.Width + 7) / 8;
        byte[] rows = new byte[rowBytes * picture.Height];
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                if (picture.Grey[(y * picture.Width) + x] < Threshold)
                {
                    rows[(y * rowBytes) + (x / 8)] |= (byte)(0x80 >> (x % 8));
                }
            }
        }

        return new BlackPicture(picture.Width, picture.Height, rows);
    }
}
