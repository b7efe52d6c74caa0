package grpcx

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	pb "example.com/stock"
)

func Level(ctx context.Context, target, sku string) (int64, error) {
	cc, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return 0, err
	}
	r, err := pb.NewStockClient(cc).Level(ctx, &pb.Sku{Id: sku})
	if err != nil {
		return 0, err // expect: close-wait-leak
	}
	cc.Close()
	return r.N, nil
}
