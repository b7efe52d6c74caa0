package main

import (
	"net"
	"time"
)

func dialer() *net.Dialer {
	return &net.Dialer{
		Timeout:   time.Second,
		KeepAlive: -1, // expect: idle-timeout-drop
	}
}
