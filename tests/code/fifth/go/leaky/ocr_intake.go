package main

import (
	"encoding/binary"
	"expvar"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime"
	"time"
)

var (
	accepted = expvar.NewInt("ocr_accepted")
	shed     = expvar.NewInt("ocr_shed")
)

const maxPage = 20 << 20

func recognise(page []byte) string { return "" }

func handlePage(c net.Conn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Minute))
	var n uint32
	if err := binary.Read(c, binary.BigEndian, &n); err != nil {
		return
	}
	if n == 0 || n > maxPage {
		slog.Warn("page size", "n", n, "from", c.RemoteAddr().String())
		return
	}
	page := make([]byte, n)
	if _, err := io.ReadFull(c, page); err != nil {
		slog.Warn("short page", "err", err)
		return
	}
	text := recognise(page)
	if _, err := io.WriteString(c, text); err != nil {
		slog.Warn("answer", "err", err)
	}
}

func main() {
	ln, err := net.Listen("tcp", os.Getenv("OCR_LISTEN"))
	if err != nil {
		slog.Error("listen", "err", err)
		os.Exit(1)
	}

	jobs := make(chan net.Conn, 4*runtime.NumCPU())
	for i := 0; i < runtime.NumCPU(); i++ {
		go func() {
			for c := range jobs {
				handlePage(c)
			}
		}()
	}

	for {
		c, err := ln.Accept()
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				continue
			}
			slog.Error("accept", "err", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		accepted.Add(1)
		select {
		case jobs <- c:
		default:
			shed.Add(1)
		}
	}
}
