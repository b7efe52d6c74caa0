package routing

import (
	"context"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"

	pb "example.com/fleet/gen/routing"
)

// Planners keeps one channel per region; they live as long as the process.
type Planners struct {
	mu    sync.Mutex
	conns map[string]*grpc.ClientConn
}

func New() *Planners { return &Planners{conns: map[string]*grpc.ClientConn{}} }

func (p *Planners) conn(region string) (*grpc.ClientConn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.conns[region]; ok {
		return c, nil
	}
	c, err := grpc.NewClient("dns:///planner."+region+".fleet.internal:50051",
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: time.Minute, Timeout: 10 * time.Second}),
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: backoff.DefaultConfig, MinConnectTimeout: 5 * time.Second}),
	)
	if err != nil {
		return nil, err
	}
	p.conns[region] = c
	return c, nil
}

// Plan collects the streamed legs of a tour.
func (p *Planners) Plan(ctx context.Context, region string, stops []*pb.Stop) ([]*pb.Leg, error) {
	c, err := p.conn(region)
	if err != nil {
		return nil, fmt.Errorf("region %s: %w", region, err)
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel() // also ends the stream when we leave early

	st, err := pb.NewPlannerClient(c).Plan(ctx, &pb.PlanRequest{Stops: stops})
	if err != nil {
		return nil, err
	}
	legs := make([]*pb.Leg, 0, len(stops))
	for len(legs) < len(stops)-1 {
		leg, err := st.Recv()
		if err != nil {
			return nil, fmt.Errorf("leg %d: %w", len(legs), err)
		}
		legs = append(legs, leg)
	}
	return legs, nil
}

func (p *Planners) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for r, c := range p.conns {
		c.Close()
		delete(p.conns, r)
	}
}
