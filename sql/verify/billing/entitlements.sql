-- SPDX-License-Identifier: Apache-2.0
select 'billing.entitled(text)'::regprocedure, 'billing.limit_of(text)'::regprocedure, 'billing.own()'::regprocedure, 'billing.subscription()'::regprocedure;
