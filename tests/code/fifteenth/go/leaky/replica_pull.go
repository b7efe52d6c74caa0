package replica

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"time"
)

// Puller fetches WAL segments (64 MiB each) from the primary in the other region.
type Puller struct {
	Primary string
	Dst     func(seg uint64) (io.WriteCloser, error)
}

func (p *Puller) Pull(seg uint64) (err error) {
	c, err := net.DialTimeout("tcp", p.Primary, 10*time.Second)
	if err != nil {
		return err
	}
	defer c.Close()
	tc := c.(*net.TCPConn)
	if err := tc.SetReadBuffer(8 << 10); err != nil {
		return err
	}

	tc.SetDeadline(time.Now().Add(15 * time.Minute))
	if err := binary.Write(tc, binary.BigEndian, seg); err != nil {
		return fmt.Errorf("segment %d: %w", seg, err)
	}
	var head struct {
		Size uint64
		Crc  uint32
	}
	if err := binary.Read(tc, binary.BigEndian, &head); err != nil {
		return fmt.Errorf("segment %d: header: %w", seg, err)
	}
	out, err := p.Dst(seg)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := out.Close(); err == nil {
			err = cerr
		}
	}()
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(io.MultiWriter(out, sum), tc, int64(head.Size)); err != nil {
		return fmt.Errorf("segment %d: %w", seg, err)
	}
	if sum.Sum32() != head.Crc {
		return fmt.Errorf("segment %d: checksum", seg)
	}
	return nil
}
